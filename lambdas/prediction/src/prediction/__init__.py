"""Answers prediction requests with the live model of a model store."""
