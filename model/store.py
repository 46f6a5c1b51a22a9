"""A model store: what is published in a bucket, and which of it is live."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from model.errors import LostRaceError, StoreError
from model.listing import LivePeriod, PublishedVersion, list_periods, list_versions
from model.names import check_name, check_version
from model.objects import Bucket, StoredObject
from model.pinning import check_pins, pin
from model.progress import Progress, Silent
from model_store.errors import ModelRefusedError
from model_store.manifest import FileDigest
from model_store.pointer import POINTER_KEY, LiveModel, Pointer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """What a promote or a roll back did.

    Attributes:
        live: The model that is served from now on.
        previous: What a roll back would make live; None where nothing was.
        changed: False where it was the live one already.

    """

    live: LiveModel
    previous: LiveModel | None
    changed: bool


class ModelStore:
    """One bucket with its pointer.

    Several people and machines may use one store at once: every write of the
    pointer names what it replaces.
    """

    def __init__(
        self,
        s3: "S3Client",
        bucket: str,
        pointer_key: str = POINTER_KEY,
        *,
        now: Callable[[], datetime] = _now,
    ) -> None:
        """Take the client as it is: the caller sets Region and retries."""
        self.bucket = Bucket(s3, bucket)
        self._pointer_key = pointer_key
        self._now = now

    def versions(self, name: str | None = None) -> list[PublishedVersion]:
        """Return what is published, of one model or all; the newest first.

        Raises:
            StoreError: The live pointer cannot be read.
            UnavailableError: AWS could not be reached, or would not.

        """
        if name is not None:
            check_name(name)
        found = self._read_pointer()
        return list_versions(self.bucket, None if found is None else found[1], name)

    def live(self) -> LiveModel | None:
        """Return the model that the pointer names; None before the first promote.

        Raises:
            StoreError: The live pointer cannot be read.
            UnavailableError: AWS could not be reached, or would not.

        """
        found = self._read_pointer()
        return None if found is None else found[1].live

    def history(self) -> Iterator[LivePeriod]:
        """Yield what was live and when, the newest first.

        It reaches back as far as the bucket keeps old versions of the pointer.

        Raises:
            StoreError: A version of the pointer cannot be read.
            UnavailableError: AWS could not be reached, or would not.

        """
        return list_periods(self.bucket, self._pointer_key)

    def promote(
        self, name: str, version: str, progress: Progress | None = None
    ) -> Promotion:
        """Make a published version the live one.

        What is live already is checked all the same: a pointer whose pins are
        not those of the store is written anew.

        Raises:
            StoreError: It is not published, or not whole.
            LostRaceError: Somebody else moved the pointer meanwhile.
            UnavailableError: AWS could not be reached, or would not.

        """
        check_name(name)
        check_version(version)
        found = self._read_pointer()
        model = pin(self.bucket, name, version, self._time(), progress or Silent())
        if found is None:
            return self._write_pointer(Pointer(live=model, previous=None), None)
        stored, pointer = found
        live = pointer.live
        if (live.name, live.version) != (name, version):
            return self._write_pointer(Pointer(live=model, previous=live), stored)
        if replace(model, promoted_at=live.promoted_at) == live:
            return Promotion(live=live, previous=pointer.previous, changed=False)
        # The pointer says so, but pins what the store does not hold: mend it.
        return self._write_pointer(replace(pointer, live=model), stored)

    def rollback(self) -> Promotion:
        """Make the model live that was live before; a second one undoes the first.

        Raises:
            StoreError: There is none, or the store no longer has it.
            LostRaceError: Somebody else moved the pointer meanwhile.
            UnavailableError: AWS could not be reached, or would not.

        """
        found = self._read_pointer()
        if found is None:
            message = f"nothing is live in {self.bucket.name}: promote a version first"
            raise StoreError(message)
        stored, pointer = found
        if pointer.previous is None:
            message = (
                f"{pointer.live.name} {pointer.live.version} is the first model that"
                f" was live in {self.bucket.name}: there is none to go back to"
            )
            raise StoreError(message)
        check_pins(self.bucket, pointer.previous)
        model = replace(pointer.previous, promoted_at=self._time())
        return self._write_pointer(Pointer(live=model, previous=pointer.live), stored)

    def _time(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="microseconds")

    def _read_pointer(self) -> tuple[StoredObject, Pointer] | None:
        found = self.bucket.read(self._pointer_key)
        if found is None:
            return None
        stored, data = found
        try:
            return stored, Pointer.parse(data, self._pointer_key)
        except ModelRefusedError as error:
            message = (
                f"{error}: restore an older S3 version of it in {self.bucket.name}"
            )
            raise StoreError(message) from error

    def _write_pointer(
        self, pointer: Pointer, replacing: StoredObject | None
    ) -> Promotion:
        data = pointer.to_json()
        written = self.bucket.write(
            self._pointer_key,
            data,
            FileDigest.of(data),
            replacing=None if replacing is None else replacing.etag,
            content_type="application/json",
        )
        if written is None:
            found = self._read_pointer()
            # A retry of a write whose answer was lost finds its own work there.
            if found is None or found[1] != pointer:
                raise _lost_race(found, pointer)
        return Promotion(live=pointer.live, previous=pointer.previous, changed=True)


def _lost_race(
    found: tuple[StoredObject, Pointer] | None, wanted: Pointer
) -> LostRaceError:
    if found is None:
        now = "nothing is live now"
    else:
        live = found[1].live
        now = f"{live.name} {live.version} is live now, since {live.promoted_at}"
    return LostRaceError(
        f"somebody else moved the live pointer at the same moment: {now}, and"
        f" {wanted.live.name} {wanted.live.version} was not made live. Look at"
        " `inferway versions`, then repeat the command if you still want it"
    )
