"""What is live in the model stores of two Regions."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from failover.watch_ports import LivePointer, Models
from inferences.clients import error_code, reaching
from inferences.errors import UnavailableError
from model_store.errors import FormatError
from model_store.pointer import LiveModel, PinnedObject, Pointer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ABSENT = {"404", "NoSuchKey", "NoSuchVersion", "NotFound"}


@dataclass(frozen=True, kw_only=True)
class Store:
    """A model store.

    Attributes:
        client: Of its Region.
        bucket: Its name.

    """

    client: "S3Client"
    bucket: str


class S3Models:
    """Two stores, of which one is a copy of the other."""

    def __init__(self, home: Store, standby: Store, pointer_key: str) -> None:
        """Take both, and the key of the live pointer."""
        self._home = home
        self._standby = standby
        self._pointer_key = pointer_key

    def look(self) -> Models:
        """Compare them, by the version ids that replication keeps.

        Raises:
            UnavailableError: S3 cannot be reached or refuses, or a pointer is none.

        """
        home, standby = self._live(self._home), self._live(self._standby)
        if home is None:
            return Models(home=None, standby=standby and standby[0])
        live = home[1]
        pins = [live.manifest, *live.files.values(), live.archive]
        missing = [pin.key for pin in pins if not self._has(self._standby, pin)]
        return Models(home=home[0], standby=standby and standby[0], missing=missing)

    def _live(self, store: Store) -> tuple[LivePointer, LiveModel] | None:
        with reaching(f"S3 bucket {store.bucket}"):
            try:
                found = store.client.get_object(
                    Bucket=store.bucket, Key=self._pointer_key
                )
            except ClientError as error:
                if error_code(error) not in _ABSENT:
                    raise
                return None
            data = found["Body"].read()
        try:
            live = Pointer.parse(data, f"{self._pointer_key} of {store.bucket}").live
        except FormatError as error:
            raise UnavailableError(str(error)) from error
        pointer = LivePointer(
            version_id=found.get("VersionId", ""),
            model=f"{live.name} {live.version}",
            written_at=found["LastModified"].timestamp(),
        )
        return pointer, live

    def _has(self, store: Store, pin: PinnedObject) -> bool:
        with reaching(f"S3 bucket {store.bucket}"):
            try:
                store.client.head_object(
                    Bucket=store.bucket, Key=pin.key, VersionId=pin.version_id
                )
            except ClientError as error:
                if error_code(error) not in _ABSENT:
                    raise
                return False
        return True
