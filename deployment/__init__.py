"""What the pipeline does to an environment, so that a person can do the same."""
