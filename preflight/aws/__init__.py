"""Asks AWS, by injected clients."""
