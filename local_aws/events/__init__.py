"""EventBridge: schedules and rules that reach their targets, by the local clock."""
