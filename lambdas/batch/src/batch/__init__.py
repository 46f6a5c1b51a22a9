"""Gathers inferences into one transform job a window, and gives back its results."""
