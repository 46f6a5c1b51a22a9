"""Accepts inferences, and decides by one rule which way each goes."""
