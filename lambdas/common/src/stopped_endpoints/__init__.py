"""What is known of an endpoint that was stopped, so that it can be started again."""
