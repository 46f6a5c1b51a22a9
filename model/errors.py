"""Why a command could not do what was asked."""


class ModelError(Exception):
    """What was asked for was refused; the message names what to mend."""


class PackagingError(ModelError):
    """The model, its source or its examples cannot be packaged."""


class EvaluationError(ModelError):
    """The model cannot be held against this data."""


class RowsError(ModelError):
    """A file of instances does not hold what it should; says where."""


class StoreError(ModelError):
    """The model store holds something else than was asked for."""


class LostRaceError(StoreError):
    """Somebody else moved the live pointer in between; nothing was changed."""


class PredictionError(ModelError):
    """The endpoint refused the request, and would refuse it again."""


class UnavailableError(Exception):
    """AWS or the network could not be reached or used; the message says why."""
