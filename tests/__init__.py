"""The package that tests/e2e is in; folders without shared set-ups are none."""
