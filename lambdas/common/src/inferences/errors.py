"""What can go wrong on the way to a record."""


class UnavailableError(Exception):
    """A service that records need cannot be reached, or refuses; try again."""
