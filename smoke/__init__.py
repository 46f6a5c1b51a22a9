"""Holds what an environment serves against what its state wants."""
