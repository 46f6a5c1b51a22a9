"""What S3 says of the bucket of Terraform's state."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from model.aws_errors import code_of
from preflight.aws.looking import looking
from preflight.facts import Encryption
from preflight.findings import CannotLookError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# A HEAD is answered without a body: the codes are HTTP's.
_NOT_THERE = {"404", "NoSuchBucket"}
_FORBIDDEN = {"403", "AccessDenied"}


class StateBucket:
    """One bucket."""

    def __init__(self, s3: "S3Client", name: str) -> None:
        """Take the client as it is: the caller sets Region and retries."""
        self._s3 = s3
        self._name = name

    def exists(self) -> bool:
        """Return whether it is there.

        Raises:
            CannotLookError: AWS will not tell, or it is another account's.

        """
        with looking("s3:ListBucket"):
            try:
                self._s3.head_bucket(Bucket=self._name)
            except ClientError as error:
                code = code_of(error)
                if code in _NOT_THERE:
                    return False
                if code in _FORBIDDEN:
                    reason = (
                        f"{self._name} is there, and these credentials may not look:"
                        " it is another account's, or s3:ListBucket is missing."
                    )
                    mend = "Ask for s3:ListBucket; names are taken world-wide."
                    raise CannotLookError(reason, mend) from error
                raise
        return True

    def versioning(self) -> str | None:
        """Return the state of versioning; None where it was never on.

        Raises:
            CannotLookError: AWS will not tell.

        """
        with looking("s3:GetBucketVersioning"):
            return self._s3.get_bucket_versioning(Bucket=self._name).get("Status")

    def encryption(self) -> Encryption | None:
        """Return how it encrypts; None where it does not.

        Raises:
            CannotLookError: AWS will not tell.

        """
        with looking("s3:GetEncryptionConfiguration"):
            try:
                answer = self._s3.get_bucket_encryption(Bucket=self._name)
            except ClientError as error:
                # Of buckets made before 2023, never again of others.
                if code_of(error) == "ServerSideEncryptionConfigurationNotFoundError":
                    return None
                raise
        [rule, *_] = answer["ServerSideEncryptionConfiguration"]["Rules"]
        default = rule.get("ApplyServerSideEncryptionByDefault")
        if default is None:
            return None
        return Encryption(
            algorithm=default["SSEAlgorithm"], key=default.get("KMSMasterKeyID")
        )

    def blocks_public_access(self) -> bool:
        """Return whether all public access is blocked, by the bucket's own settings.

        Raises:
            CannotLookError: AWS will not tell.

        """
        with looking("s3:GetBucketPublicAccessBlock"):
            try:
                answer = self._s3.get_public_access_block(Bucket=self._name)
            except ClientError as error:
                if code_of(error) == "NoSuchPublicAccessBlockConfiguration":
                    return False
                raise
        found = answer["PublicAccessBlockConfiguration"]
        return bool(
            found.get("BlockPublicAcls")
            and found.get("BlockPublicPolicy")
            and found.get("IgnorePublicAcls")
            and found.get("RestrictPublicBuckets")
        )
