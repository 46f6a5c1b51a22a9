"""What a model store has live."""

from typing import TYPE_CHECKING

from model.errors import StoreError, UnavailableError
from model.pinning import check_pins
from model.store import ModelStore
from preflight.facts import Live
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
