"""Our checkov policies. checkov loads Python from a package only."""
