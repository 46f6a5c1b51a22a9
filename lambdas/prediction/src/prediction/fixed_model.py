"""One model for as long as the container is."""

from prediction.ports import Model


class FixedModel:
    """Serves one model: a new model is a new container."""

    def __init__(self, model: Model | None) -> None:
        """Take the model, None if there was no good one."""
        self._model = model

    def current(self) -> Model | None:
        """Return the model, None if there was no good one."""
        return self._model

    def ready(self) -> bool:
        """Say whether there is one."""
        return self._model is not None
