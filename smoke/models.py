"""Reads from a model store what is to answer, and what it is to say."""

from model.errors import StoreError
from model.names import object_key
from model.store import ModelStore
from model_store.errors import ModelRefusedError
from model_store.manifest import MANIFEST_NAME, Manifest
from smoke.found import NoModel, WantedModel
from smoke.wanted import ModelName

_LIVE = "a live model"


class Models:
    """The models of one store."""

    def __init__(self, store: ModelStore) -> None:
        """Take the store that the environment reads."""
        self._store = store

    def live(self) -> WantedModel | NoModel:
        """Return the model that the pointer names.

        Raises:
            UnavailableError: AWS could not be asked.

        """
        bucket = self._store.bucket
        try:
            live = self._store.live()
            if live is None:
                return NoModel(
                    wanted=_LIVE,
                    reason=f"nothing is live in {bucket.name}: publish a model"
                    f" (inferway publish MODEL_DIR --promote --bucket {bucket.name})",
                )
            pinned = live.manifest
            found = bucket.read(pinned.key, pinned.version_id)
            if found is None:
                return NoModel(
                    wanted=f"{live.name} {live.version}",
                    reason=f"{pinned.key} is gone from {bucket.name}: publish the"
                    " model again and promote it",
                )
            pinned.digest.check(found[1], pinned.key)
            return _wanted(Manifest.parse(found[1], pinned.key))
        except (ModelRefusedError, StoreError) as error:
            return NoModel(wanted=_LIVE, reason=str(error))

    def pinned(self, model: ModelName) -> WantedModel | NoModel:
        """Return a model of the store by its version.

        Raises:
            UnavailableError: AWS could not be asked.

        """
        bucket = self._store.bucket
        key = object_key(model.name, model.version, MANIFEST_NAME)
        try:
            found = bucket.read(key)
            if found is None:
                return NoModel(
                    wanted=str(model), reason=f"{bucket.name} has no such version"
                )
            return _wanted(Manifest.parse(found[1], key))
        except (ModelRefusedError, StoreError) as error:
            return NoModel(wanted=str(model), reason=str(error))


def _wanted(manifest: Manifest) -> WantedModel:
    return WantedModel(
        model=ModelName(name=manifest.name, version=manifest.version),
        golden=manifest.golden,
        exact=manifest.output.classes is not None,
    )
