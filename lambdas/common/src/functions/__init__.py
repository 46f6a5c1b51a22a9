"""What every Lambda function has: settings, and a log with metrics in it."""
