"""Lambda's data plane: execution environments that run functions' code."""
