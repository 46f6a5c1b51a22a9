"""Settings of the three functions, read once from what Terraform writes."""

from collections.abc import Mapping
from dataclasses import dataclass

from batch.gathering import Limits
from batch.window_id import is_job_prefix
from functions.environment import SettingsError, integer, required

_MIB = 1024 * 1024
# SageMaker's, of requests on their way at once.
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
_ALL_PAYLOADS_MB = 100
# Twice in the function's memory, as lines and as one object.
_WINDOW_BYTES = 64 * _MIB
_MOST_RECORDS = 100_000


@dataclass(frozen=True, kw_only=True)
class JobSettings:
    """How transform jobs are asked for.

    Attributes:
        prefix: Of their names; a hyphen and the window follow.
        bucket: What they read and write.
        model: Name of the SageMaker model.
        instance_type: Such as "ml.m5.large".
        instance_count: Instances of a job.
        max_concurrent: Requests at once to an instance.
        max_payload_mb: Of one request.
        kms_key_arn: Encrypts what they write.

    """

    prefix: str
    bucket: str
    model: str
    instance_type: str
    instance_count: int
    max_concurrent: int
    max_payload_mb: int
    kms_key_arn: str

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "JobSettings":
        """Read the settings.

        Raises:
            SettingsError: A variable is missing or out of range; the message
                names it.

        """
        concurrent = integer(env, "MAX_CONCURRENT_TRANSFORMS", 1, _ALL_PAYLOADS_MB)
        payload_mb = integer(env, "MAX_PAYLOAD_MB", 1, _ALL_PAYLOADS_MB)
        if concurrent * payload_mb > _ALL_PAYLOADS_MB:
            message = (
                f"MAX_CONCURRENT_TRANSFORMS x MAX_PAYLOAD_MB must not be over"
                f" {_ALL_PAYLOADS_MB}, not {concurrent} x {payload_mb}"
            )
            raise SettingsError(message)
        return cls(
            prefix=job_prefix(env),
            bucket=required(env, "INFERENCES_BUCKET"),
            model=required(env, "MODEL_NAME"),
            instance_type=required(env, "INSTANCE_TYPE"),
            instance_count=integer(env, "INSTANCE_COUNT", 1, 100),
            max_concurrent=concurrent,
            max_payload_mb=payload_mb,
            kms_key_arn=required(env, "KMS_KEY_ARN"),
        )


def job_prefix(env: Mapping[str, str]) -> str:
    """Return what the names of jobs begin with.

    Raises:
        SettingsError: It is missing, or leaves no room for a window.

    """
    prefix = required(env, "JOB_NAME_PREFIX")
    if not is_job_prefix(prefix):
        message = (
            "JOB_NAME_PREFIX must be up to 42 letters, digits and single hyphens, not"
            f" {prefix!r}"
        )
        raise SettingsError(message)
    return prefix


def limits(env: Mapping[str, str]) -> Limits:
    """Return how much goes into a window.

    Raises:
        SettingsError: A variable is missing or out of range; the message names it.

    """
    return Limits(
        records=integer(env, "WINDOW_MAX_RECORDS", 1, _MOST_RECORDS),
        bytes=_WINDOW_BYTES,
        line_bytes=integer(env, "MAX_PAYLOAD_MB", 1, _ALL_PAYLOADS_MB) * _MIB,
    )
