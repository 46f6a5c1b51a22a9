"""The environment variables that Lambda sets for a function.

Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from collections.abc import Mapping

from local_aws.runtime.code import ImageRecord
from local_aws.runtime.config import FunctionConfig


def environment_variables(  # noqa: PLR0913 - each from elsewhere
    config: FunctionConfig,
    image: ImageRecord,
    *,
    credentials: Mapping[str, str],
    endpoint_url: str,
    log_stream: str,
    runtime_api: str,
    task_root: str,
) -> dict[str, str]:
    """Return all variables of an execution environment.

    The function's own win over the image's, and Lambda's reserved ones over
    both. AWS_ENDPOINT_URL is what turns the SDKs to the local AWS.
    """
    return {
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        **image.environment,
        **config.environment,
        **credentials,
        **_log_variables(config, log_stream),
        "AWS_DEFAULT_REGION": config.region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.memory_mb),
        "AWS_LAMBDA_FUNCTION_NAME": config.name,
        "AWS_LAMBDA_FUNCTION_VERSION": config.version,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        "AWS_REGION": config.region,
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LAMBDA_TASK_ROOT": task_root,
        "_HANDLER": handler(config, image),
    }


def handler(config: FunctionConfig, image: ImageRecord) -> str:
    """Return the handler: the function's command, else the image's."""
    command = config.command or image.command
    return command[0] if command else ""


def _log_variables(config: FunctionConfig, log_stream: str) -> dict[str, str]:
    variables = {
        "AWS_LAMBDA_LOG_GROUP_NAME": config.log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
    }
    if config.log_format == "JSON":
        variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON"
        variables["AWS_LAMBDA_LOG_LEVEL"] = config.log_level or "INFO"
    return variables
