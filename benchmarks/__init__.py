"""What is measured side by side, as ratios; no test depends on a time."""
