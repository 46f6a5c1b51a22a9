"""What every front of the HTTP API agrees on: requests read, errors written.

Imports the standard library alone.
"""
