"""Why a model may not be served."""


class ModelRefusedError(Exception):
    """A model, or what describes it, must not be loaded.

    The message says which model and what is wrong with it. It may be logged;
    it must never reach a caller of the API.
    """


class FormatError(ModelRefusedError):
    """A manifest or a pointer is not what this release can read."""


class IntegrityError(ModelRefusedError):
    """Bytes are not the ones that were pinned."""


class IncompatibleRuntimeError(ModelRefusedError):
    """The model was made for another Python or another scikit-learn."""


class GoldenMismatchError(ModelRefusedError):
    """The loaded model does not answer its golden instances as recorded."""
