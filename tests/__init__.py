"""A package, as tests/e2e is one: the folders that are none need no such file."""
