"""Application Auto Scaling that scales: schedules, alarms, policies."""
