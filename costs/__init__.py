"""What an environment costs, before it is applied."""
