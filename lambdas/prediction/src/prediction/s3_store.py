"""A model store in S3, read."""

from typing import TYPE_CHECKING, cast

import botocore.session
import urllib3.exceptions
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from model_store.errors import FormatError, IntegrityError
from model_store.pointer import PinnedObject
from prediction.ports import NothingPublishedError, StoreUnavailableError
from prediction.settings import StoreSettings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Far inside the gateway's 29 s even when every try times out: the store answers
# in milliseconds or is not there. Pinned bytes are checked by SHA-256, so S3's
# own checksum is not computed a second time.
CLIENT_CONFIG = Config(
    connect_timeout=1,
    read_timeout=4,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=2,
    response_checksum_validation="when_required",
)

# A part that is cut off when Lambda freezes the environment is read again, and
# not the whole object: with few requests a look takes several of them.
_PART_BYTES = 4 * 1024 * 1024
_PART_ATTEMPTS = 3
_POINTER_BYTES = 1024 * 1024

_NOT_MODIFIED = 304
_NOT_SATISFIABLE = 416
_NO_SUCH_KEY = "NoSuchKey"
# What reading a body can raise beside botocore's own: its connection died.
_BROKEN = (BotoCoreError, ClientError, urllib3.exceptions.HTTPError, OSError)


class S3ModelStore:
    """Reads the live pointer, and objects by version id alone."""

    def __init__(self, s3: "S3Client", *, bucket: str, pointer_key: str) -> None:
        """Take the client as it is: CLIENT_CONFIG is made for it."""
        self._s3 = s3
        self._bucket = bucket
        self._pointer_key = pointer_key

    @classmethod
    def connect(cls, settings: StoreSettings) -> "S3ModelStore":
        """Return a store with a client of its own, which no fork may share.

        The credentials are the role's, found and renewed by botocore: in Lambda
        from the environment, in a SageMaker container from the address in
        AWS_CONTAINER_CREDENTIALS_FULL_URI or _RELATIVE_URI.
        """
        # botocore alone: boto3 adds its own import and nothing that is used here.
        s3 = cast(
            "S3Client",
            botocore.session.Session().create_client(
                "s3", region_name=settings.region, config=CLIENT_CONFIG
            ),
        )
        return cls(s3, bucket=settings.bucket, pointer_key=settings.pointer_key)

    def pointer(self, *, unless_etag: str | None) -> tuple[bytes, str] | None:
        """Return the live pointer and its ETag; None if it still has this one.

        Raises:
            NothingPublishedError: There is none. S3 tells so only who may list
                the bucket; without s3:ListBucket it is a 403.
            StoreUnavailableError: It cannot be read.
            ModelRefusedError: It is too long to be a pointer.

        """
        condition = {} if unless_etag is None else {"IfNoneMatch": unless_etag}
        try:
            answer = self._s3.get_object(
                Bucket=self._bucket,
                Key=self._pointer_key,
                **condition,  # type: ignore[arg-type] # one known key
            )
            data = answer["Body"].read(_POINTER_BYTES + 1)
        except _BROKEN as error:
            if _status(error) == _NOT_MODIFIED:
                return None
            if _code(error) == _NO_SUCH_KEY:
                message = (
                    f"no model was promoted: there is no {self._pointer_key} in bucket"
                    f" {self._bucket}"
                )
                raise NothingPublishedError(message) from error
            raise self._unavailable(self._pointer_key, error) from error
        if len(data) > _POINTER_BYTES:
            message = f"the live pointer has more than {_POINTER_BYTES} bytes"
            raise FormatError(message)
        return data, answer["ETag"]

    def read(self, pinned: PinnedObject) -> bytes:
        """Return an object that a pointer pins, of the pinned size.

        Raises:
            StoreUnavailableError: It cannot be read now.
            IntegrityError: It does not have the pinned size.

        """
        parts = [
            self._part(pinned, start) for start in range(0, pinned.size, _PART_BYTES)
        ]
        return b"".join(parts)

    def _part(self, pinned: PinnedObject, start: int) -> bytes:
        for attempt in range(1, _PART_ATTEMPTS + 1):
            try:
                return self._read_part(pinned, start)
            except ClientError as error:
                # botocore has tried again whatever another try could mend.
                raise self._failed(pinned, error) from error
            except _BROKEN as error:
                if attempt == _PART_ATTEMPTS:
                    raise self._failed(pinned, error) from error
        raise AssertionError

    def _read_part(self, pinned: PinnedObject, start: int) -> bytes:
        end = min(start + _PART_BYTES, pinned.size)
        answer = self._s3.get_object(
            Bucket=self._bucket,
            Key=pinned.key,
            VersionId=pinned.version_id,
            Range=f"bytes={start}-{end - 1}",
        )
        # "bytes 0-4194303/20971520": what it is a part of. Asked before the
        # bytes are, so that a wrong object is not downloaded.
        size = answer["ContentRange"].rpartition("/")[2]
        if size != str(pinned.size):
            message = f"{pinned.key} has {size} bytes, pinned are {pinned.size}"
            raise IntegrityError(message)
        return answer["Body"].read()

    def _failed(self, pinned: PinnedObject, error: Exception) -> Exception:
        if _status(error) == _NOT_SATISFIABLE:
            message = f"{pinned.key} is shorter than the {pinned.size} bytes pinned"
            return IntegrityError(message)
        return self._unavailable(pinned.key, error)

    def _unavailable(self, key: str, error: Exception) -> StoreUnavailableError:
        return StoreUnavailableError(
            f"cannot read {key} in bucket {self._bucket}: {error}"
        )


def _code(error: Exception) -> str:
    # A 404 is a missing bucket, too.
    return (
        str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""
    )


def _status(error: Exception) -> int | None:
    if isinstance(error, ClientError):
        return error.response["ResponseMetadata"]["HTTPStatusCode"]
    return None
