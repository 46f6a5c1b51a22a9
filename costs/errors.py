"""Why a cost cannot be told."""

from model.errors import ModelError


class CostError(ModelError):
    """What was given makes no cost; the message names what to mend."""
