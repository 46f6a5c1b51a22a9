"""A function's configuration, as the control plane has it at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from local_aws.runtime.errors import InvokeRefusedError

LATEST = "$LATEST"


@dataclass(frozen=True, kw_only=True)
class FunctionConfig:
    """What an execution environment is made from.

    Two that are equal may share environments; any difference replaces them.

    Attributes:
        account_id: 12 digits.
        region: Of the function.
        name: Without qualifier.
        version: A number, or $LATEST.
        role_arn: The execution role.
        memory_mb: The limit; also decides the share of CPU.
        timeout_seconds: Of one invocation.
        ephemeral_storage_mb: Size of /tmp.
        environment: The function's own variables.
        kms_key_arn: What those are encrypted with, or None for AWS's own key.
        image_digest: "sha256:" and 64 hexadecimal digits.
        command: In place of the image's CMD, where not empty.
        log_group: Where its lines go.
        custom_log_group: Whether that is not the group by its own name.
        log_format: "Text" or "JSON".
        log_level: Lowest level of the function's own lines, or None.

    """

    account_id: str
    region: str
    name: str
    version: str
    role_arn: str
    memory_mb: int
    timeout_seconds: float
    ephemeral_storage_mb: int
    environment: Mapping[str, str]
    kms_key_arn: str | None = None
    image_digest: str
    command: tuple[str, ...]
    log_group: str
    custom_log_group: bool
    log_format: str
    log_level: str | None

    @property
    def function_arn(self) -> str:
        """ARN without qualifier."""
        return f"arn:aws:lambda:{self.region}:{self.account_id}:function:{self.name}"

    @property
    def version_arn(self) -> str:
        """ARN of exactly this version."""
        return f"{self.function_arn}:{self.version}"


def read_config(function: Any) -> FunctionConfig:  # noqa: ANN401 - moto is untyped
    """Return the configuration of one of moto's functions.

    Raises:
        InvokeRefusedError: It is no image function; nothing else runs here. Or
            its state is Failed, as when its image was deleted.

    """
    if function.package_type != "Image":
        raise InvokeRefusedError(
            HTTPStatus.BAD_GATEWAY,
            "InvalidRuntimeException",
            f"{function.function_name} has package type {function.package_type}: "
            "the local AWS runs functions from images only",
        )
    configuration = function.get_configuration()
    if configuration.get("State") == "Failed":
        raise InvokeRefusedError(
            HTTPStatus.CONFLICT,
            "ResourceConflictException",
            "The operation cannot be performed at this time. The function is "
            "currently in the following state: Failed",
        )
    logging = configuration.get("LoggingConfig") or {}
    default_group = f"/aws/lambda/{function.function_name}"
    log_group = logging.get("LogGroup") or default_group
    return FunctionConfig(
        account_id=function.account_id,
        region=function.region,
        name=function.function_name,
        version=str(function.version),
        role_arn=function.role,
        memory_mb=int(function.memory_size),
        timeout_seconds=float(function.timeout),
        ephemeral_storage_mb=int(function.ephemeral_storage),
        environment=dict(function.environment_vars),
        kms_key_arn=function.kms_key_arn or None,
        image_digest=f"sha256:{function.code_sha_256}",
        command=tuple(function.image_config.cmd or ()),
        log_group=log_group,
        custom_log_group=log_group != default_group,
        log_format=logging.get("LogFormat") or "Text",
        log_level=logging.get("ApplicationLogLevel"),
    )
