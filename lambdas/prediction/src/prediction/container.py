"""A SageMaker container: what its workers share, made before they are forked.

What follows the live pointer is loaded by each worker for itself, after the
fork: the process that forks would keep its first model for ever, beside those
that were promoted since. What never changes, a pinned model or that of a
transform job, is loaded before the fork where there are several workers: they
share its memory, and a job has one model. Then the port opens when it is
loaded; a refused connection is as quick a "not yet" to SageMaker as a 503.
"""

import gc
from collections.abc import Mapping

from functions.environment import SettingsError
from model_store.errors import ModelRefusedError
from prediction.container_settings import (
    ContainerSettings,
    PinnedFolder,
    model_source,
)
from prediction.fixed_model import FixedModel
from prediction.live_model import LiveModels, Load
from prediction.model_folder import folder_model
from prediction.ports import (
    ModelStore,
    ReadyModels,
    StoreUnavailableError,
    Telemetry,
)
from prediction.processors import processors
from prediction.s3_store import S3ModelStore
from prediction.seen_pointer import SeenPointer
from prediction.settings import StoreSettings
from prediction.starting_models import Serving, StartingModels


class Container:
    """Gives each worker its models."""

    def __init__(
        self, env: Mapping[str, str], load: Load, telemetry: Telemetry
    ) -> None:
        """Take the environment, with SM_MODEL_DIR, and look at the pointer of a job.

        Without a good model it serves none: /ping says so, and the log why.

        Raises:
            SettingsError: A variable that SageMaker sets is out of range.

        """
        self.settings = ContainerSettings.from_env(env, processors=processors())
        self._load = load
        self._telemetry = telemetry
        self._serving = Serving()
        self._source = self._find_source(env)
        self._seen = self._see_pointer() if self.settings.batch else None

    @property
    def shares_model(self) -> bool:
        """Whether the workers share one copy of the model, loaded before the fork."""
        follows = isinstance(self._source, StoreSettings) and not self.settings.batch
        return self.settings.workers > 1 and not follows

    def models(self) -> ReadyModels:
        """Return the models, with the first one if the workers share it.

        To be called before the fork where they do, by each worker where not.
        """
        if self.shares_model:
            models = self._start()
            # The collector would write to the pages of all that is there now.
            gc.freeze()
            return models
        starting = StartingModels(self._start, self._serving)
        starting.begin()
        return starting

    def _find_source(
        self, env: Mapping[str, str]
    ) -> StoreSettings | PinnedFolder | None:
        try:
            return model_source(env)
        except SettingsError as error:
            self._telemetry.model_refused(str(error))
            return None

    def _see_pointer(self) -> tuple[bytes, str] | None:
        if not isinstance(self._source, StoreSettings):
            return None
        try:
            return S3ModelStore.connect(self._source).pointer(unless_etag=None)
        except StoreUnavailableError as error:
            self._telemetry.store_unavailable(str(error))
        except ModelRefusedError as error:
            self._telemetry.model_refused(str(error))
        return None

    def _start(self) -> ReadyModels:
        if self._source is None:
            return FixedModel(None)
        if isinstance(self._source, PinnedFolder):
            return FixedModel(folder_model(self._source, self._load, self._telemetry))
        store: ModelStore = S3ModelStore.connect(self._source)
        if self.settings.batch:
            store = SeenPointer(self._seen, store)
        models = LiveModels(
            store,
            self._load,
            self._telemetry,
            refresh_seconds=self._source.refresh_seconds,
        )
        models.start()
        return FixedModel(models.current()) if self.settings.batch else models
