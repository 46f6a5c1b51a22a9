"""The models of a worker that loads its first one while it already answers.

SageMaker asks /ping from the start, gives it 2 s, and gives the container 8
minutes for the first 200. So /ping is answered at once, and says no.
"""

import mmap
import threading
from collections.abc import Callable

from prediction.ports import Model, ReadyModels

# How long a request waits for a worker that is still loading while another one
# serves: SageMaker sees one container, which said that it was ready.
WAIT_SECONDS = 25.0


class Serving:
    """Whether any worker of the container has had a model: known to all of them."""

    def __init__(self) -> None:
        """Take a byte of memory that processes share; make it before they fork."""
        self._memory = mmap.mmap(-1, 1)

    def begin(self) -> None:
        """Say so to all."""
        self._memory[0] = 1

    def has_begun(self) -> bool:
        """Say whether any has said so."""
        return self._memory[0] == 1


class StartingModels:
    """Has no model until `start` returns, which it does in the background."""

    def __init__(self, start: Callable[[], ReadyModels], serving: Serving) -> None:
        """Take what loads the first model and returns where it is from then on."""
        self._start = start
        self._serving = serving
        self._models: ReadyModels | None = None
        self._starting = threading.Thread(
            target=self._run, name="model-start", daemon=True
        )

    def begin(self) -> None:
        """Start; threads do not survive a fork, so call it after it."""
        self._starting.start()

    def current(self) -> Model | None:
        """Return the model to serve with now, None while there is no good one.

        Waits for this worker's first one, WAIT_SECONDS at most, where another
        worker serves already.
        """
        if self._models is None and self._serving.has_begun():
            self._starting.join(WAIT_SECONDS)
        return None if self._models is None else self._models.current()

    def ready(self) -> bool:
        """Say whether there is a model, and wait for nothing."""
        return self._models is not None and self._models.ready()

    def _run(self) -> None:
        self._models = self._start()
        if self._models.ready():
            self._serving.begin()
