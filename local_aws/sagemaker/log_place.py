"""Where SageMaker writes what containers say.

https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class LogPlace:
    """A log stream of a container.

    Attributes:
        account_id: 12 digits.
        region: Where it is.
        group: Name of the log group.
        stream: Name of the stream.

    """

    account_id: str
    region: str
    group: str
    stream: str

    @property
    def console_url(self) -> str:
        """Where the console shows the group."""
        host = f"{self.region}.console.aws.amazon.com"
        return (
            f"https://{host}/cloudwatch/home?region={self.region}"
            f"#logEventViewer:group={self.group}"
        )

    @property
    def stream_arn(self) -> str:
        """ARN of the stream."""
        return (
            f"arn:aws:logs:{self.region}:{self.account_id}:log-group:{self.group}"
            f":log-stream:{self.stream}"
        )


def endpoint_group(name: str) -> str:
    """Return the log group of an endpoint."""
    return f"/aws/sagemaker/Endpoints/{name}"


def component_group(name: str) -> str:
    """Return the log group of an inference component."""
    return f"/aws/sagemaker/InferenceComponents/{name}"


def transform_group() -> str:
    """Return the log group of all transform jobs."""
    return "/aws/sagemaker/TransformJobs"
