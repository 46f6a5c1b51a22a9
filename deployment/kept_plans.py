"""Plans that wait for their approval, beside the state and under its key.

A plan holds what the state holds, keys of clients among it: it is no artefact that
everybody who may read a repository may load.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deployment.errors import DeploymentError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, kw_only=True)
class KeptPlan:
    """Which plan was proposed, to the byte.

    Attributes:
        key: Of the object.
        version_id: Of the object: what is written over it is another one.
        sha256: Of its content, in hexadecimal digits.

    """

    key: str
    version_id: str
    sha256: str


def keep(
    s3: "S3Client", bucket: str, environment: str, name: str, plan: Path
) -> KeptPlan:
    """Put a plan beside the state of its environment.

    Args:
        s3: Of the bucket's Region.
        bucket: Of the state.
        environment: That it is for.
        name: Of the commit.
        plan: The file.

    """
    content = plan.read_bytes()
    key = f"plans/{environment}/{name}.tfplan"
    put = s3.put_object(Bucket=bucket, Key=key, Body=content)
    return KeptPlan(
        key=key,
        version_id=put["VersionId"],
        sha256=hashlib.sha256(content).hexdigest(),
    )


def fetch(
    s3: "S3Client", bucket: str, environment: str, kept: KeptPlan, to: Path
) -> None:
    """Write the plan that was proposed to a file.

    Raises:
        DeploymentError: It is of another environment, or not what was proposed.

    """
    if not kept.key.startswith(f"plans/{environment}/"):
        message = f"{kept.key} is no plan of {environment}"
        raise DeploymentError(message)
    got = s3.get_object(Bucket=bucket, Key=kept.key, VersionId=kept.version_id)
    content = got["Body"].read()
    found = hashlib.sha256(content).hexdigest()
    if found != kept.sha256:
        message = (
            f"{kept.key} has the SHA-256 {found}, and {kept.sha256} was approved:"
            " nothing was applied"
        )
        raise DeploymentError(message)
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(content)
