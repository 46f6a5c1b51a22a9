"""Stops endpoints that nobody uses, and says why it leaves the others."""
