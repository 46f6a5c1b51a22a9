"""What can go wrong on the way to a record."""


class UnavailableError(Exception):
    """A service that records need cannot be reached, or refuses; try again."""


class DocumentMissingError(UnavailableError):
    """A payload or result is not in this Region's bucket.

    It may be on its way from the Region that kept it. The workflow waits for it by
    this name.
    """
