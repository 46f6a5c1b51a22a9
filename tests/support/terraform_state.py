"""Where tests keep Terraform's state: in S3 of the local AWS, as environments do.

Into a file of its own Terraform writes the whole state anew at each resource that
it makes or takes away: making and destroying 490 `terraform_data` took 110 seconds
of processor time with a file, and 14 without (Terraform 1.11).
"""

from contextlib import suppress
from typing import Any

BUCKET = "tests-tfstate"
REGION = "eu-west-1"


def state_in_s3(s3: Any, key: str) -> list[str]:
    """Return what `terraform init` is to be told about a root with `backend "s3" {}`.

    Args:
        s3: Makes the bucket, where there is none.
        key: Of the state.

    """
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
    settings = {"bucket": BUCKET, "key": key, "region": REGION}
    return [f"-backend-config={name}={value}" for name, value in settings.items()]
