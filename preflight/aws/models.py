"""What a model store has live."""

from typing import TYPE_CHECKING

from model.errors import StoreError, UnavailableError
from model.pinning import check_pins
from model.store import ModelStore
from model_store.pointer import POINTER_KEY
from preflight.aws.looking import looking
from preflight.facts import Copies, Live
from preflight.findings import CannotLookError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MEND = "Ask for s3:GetObject and s3:GetObjectVersion there, or look at the bucket."


def find_live(s3: "S3Client", bucket: str) -> tuple[Live | None, str | None]:
    """Return the live model, and what is missing of it; None for nothing.

    Raises:
        CannotLookError: AWS will not tell.

    """
    store = ModelStore(s3, bucket)
    try:
        model = store.live()
        if model is None:
            return None, None
        live = Live(name=model.name, version=model.version, since=model.promoted_at)
        try:
            check_pins(store.bucket, model)
        except StoreError as error:
            return live, str(error)
    except (StoreError, UnavailableError) as error:
        reason = f"The model store {bucket} cannot be read: {error}."
        raise CannotLookError(reason, _MEND) from error
    return live, None


def find_copies(s3: "S3Client", bucket: str) -> Copies | None:
    """Return how far S3 is with copying the pointer and what it names.

    Returns:
        None where nothing is live.

    Raises:
        CannotLookError: AWS will not tell.

    """
    store = ModelStore(s3, bucket)
    try:
        model = store.live()
    except (StoreError, UnavailableError) as error:
        reason = f"The model store {bucket} cannot be read: {error}."
        raise CannotLookError(reason, _MEND) from error
    if model is None:
        return None
    statuses: dict[str, str | None] = {}
    pinned = [model.manifest, *model.files.values(), model.archive]
    with looking("s3:GetObject"):
        pointer = s3.head_object(Bucket=bucket, Key=POINTER_KEY)
        statuses[POINTER_KEY] = pointer.get("ReplicationStatus")
        for one in pinned:
            found = s3.head_object(Bucket=bucket, Key=one.key, VersionId=one.version_id)
            statuses[one.key] = found.get("ReplicationStatus")
    return Copies(statuses=statuses)
