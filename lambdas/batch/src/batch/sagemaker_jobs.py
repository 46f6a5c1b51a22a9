"""The transform jobs of windows, in SageMaker."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from batch.manifest import input_key, output_folder
from batch.ports import Job, JobLimitError, JobStatus
from batch.settings import JobSettings
from batch.window_id import job_name
from inferences.clients import error_code, reaching

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient
    from mypy_boto3_sagemaker.type_defs import DescribeTransformJobResponseTypeDef

_SERVICE = "SageMaker"
# A request of the job is many payloads one after the other. The most that there is.
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelClientConfig.html
_REQUEST_SECONDS = 3600
_REQUEST_RETRIES = 3
# The prediction container's: a payload a line, an answer a line.
CONTENT_TYPE = "application/x-inferway-payloads"


class SageMakerJobFinder:
    """Looks at the jobs of windows."""

    def __init__(self, client: "SageMakerClient", prefix: str) -> None:
        """Take the client, and what the names of jobs begin with."""
        self._client = client
        self._prefix = prefix

    def find(self, window: str) -> Job | None:
        """Return the job of a window; None if there never was one.

        Raises:
            UnavailableError: SageMaker cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            try:
                found = self._client.describe_transform_job(
                    TransformJobName=job_name(self._prefix, window)
                )
            except ClientError as error:
                if _is_not_found(error):
                    return None
                raise
        return Job(
            status=JobStatus(found["TransformJobStatus"]),
            began_at=found["CreationTime"]
            .astimezone(UTC)
            .isoformat(timespec="microseconds"),
            milliseconds=_milliseconds(found),
            reason=found.get("FailureReason", ""),
        )


class SageMakerJobs(SageMakerJobFinder):
    """Begins them, too."""

    def __init__(self, client: "SageMakerClient", settings: JobSettings) -> None:
        """Take the client, and how jobs are asked for."""
        super().__init__(client, settings.prefix)
        self._settings = settings

    def create(self, window: str) -> bool:
        """Begin the job of a window; False if it was begun before.

        Raises:
            JobLimitError: Not now; the queue keeps what was to be done.
            UnavailableError: SageMaker cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            try:
                self._create(window)
            except ClientError as error:
                code = error_code(error)
                if code == "ResourceInUse":
                    return False
                if code == "ResourceLimitExceeded":
                    raise JobLimitError(str(error)) from error
                raise
        return True

    def _create(self, window: str) -> None:
        settings = self._settings
        bucket = f"s3://{settings.bucket}"
        self._client.create_transform_job(
            TransformJobName=job_name(settings.prefix, window),
            ModelName=settings.model,
            MaxConcurrentTransforms=settings.max_concurrent,
            MaxPayloadInMB=settings.max_payload_mb,
            BatchStrategy="MultiRecord",
            ModelClientConfig={
                "InvocationsTimeoutInSeconds": _REQUEST_SECONDS,
                "InvocationsMaxRetries": _REQUEST_RETRIES,
            },
            TransformInput={
                "ContentType": CONTENT_TYPE,
                "SplitType": "Line",
                "DataSource": {
                    "S3DataSource": {
                        "S3DataType": "S3Prefix",
                        "S3Uri": f"{bucket}/{input_key(window)}",
                    }
                },
            },
            TransformOutput={
                "Accept": CONTENT_TYPE,
                # Each answer ends with a line feed of its own.
                "AssembleWith": "None",
                "S3OutputPath": f"{bucket}/{output_folder(window)}",
                "KmsKeyId": settings.kms_key_arn,
            },
            TransformResources={
                "InstanceType": settings.instance_type,  # type: ignore[typeddict-item] # SageMaker says which there are
                "InstanceCount": settings.instance_count,
            },
        )


def _is_not_found(error: ClientError) -> bool:
    # "Could not find requested job with name: ..."; its documentation knows
    # ResourceNotFound, it answers ValidationException.
    code = error_code(error)
    text = str(error.response.get("Error", {}).get("Message", ""))
    return code == "ResourceNotFound" or (
        code == "ValidationException" and "could not find" in text.lower()
    )


def _milliseconds(found: "DescribeTransformJobResponseTypeDef") -> int:
    ended: datetime | None = found.get("TransformEndTime")
    if ended is None:
        return 0
    return round((ended - found["CreationTime"]).total_seconds() * 1000)
