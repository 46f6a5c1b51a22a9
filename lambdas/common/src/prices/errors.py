"""Why a price cannot be told."""

from model_store.errors import FormatError


class PriceError(FormatError):
    """The file of prices is not one; the message names what to mend."""


class UnknownPriceError(PriceError):
    """The file has no price of this in this Region."""
