"""What windows hold, in S3."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from batch.manifest import Manifest, input_key, manifest_key, output_key
from inferences.clients import error_code, reaching

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_SERVICE = "S3"
# Of a conditional write: it is there, or somebody writes it just now.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
_THERE = {"PreconditionFailed", "ConditionalRequestConflict"}


class S3Windows:
    """Objects under windows/ in the inferences bucket."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        """Take the client and the bucket's name."""
        self._client = client
        self._bucket = bucket

    def manifest(self, window: str) -> Manifest | None:
        """Return a window's manifest; None if it has none.

        Raises:
            UnavailableError: S3 cannot be reached or refuses.

        """
        text = self._read(manifest_key(window))
        return None if text is None else Manifest.from_json(text)

    def create_manifest(self, manifest: Manifest) -> bool:
        """Write a manifest where there is none; say whether this one counts.

        Raises:
            UnavailableError: S3 cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            try:
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=manifest_key(manifest.window),
                    Body=manifest.to_json().encode(),
                    ContentType="application/json",
                    IfNoneMatch="*",
                )
            except ClientError as error:
                if error_code(error) in _THERE:
                    return False
                raise
        return True

    def write_input(self, window: str, lines: Sequence[str]) -> None:
        """Write what the job reads.

        Raises:
            UnavailableError: S3 cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            self._client.put_object(
                Bucket=self._bucket,
                Key=input_key(window),
                Body="".join(line + "\n" for line in lines).encode(),
                ContentType="application/jsonlines",
            )

    def output(self, window: str) -> str | None:
        """Return what the job wrote; None if it wrote nothing.

        Raises:
            UnavailableError: S3 cannot be reached or refuses.

        """
        return self._read(output_key(window))

    def _read(self, key: str) -> str | None:
        with reaching(_SERVICE):
            try:
                found = self._client.get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if error_code(error) == "NoSuchKey":
                    return None
                raise
            return found["Body"].read().decode()
