"""A request that nobody waits for, and what is told of its end.

https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-check-predictions.html
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from local_aws.sagemaker.ports import AsyncSpec


@dataclass(frozen=True, kw_only=True)
class AsyncRequest:
    """One call of InvokeEndpointAsync.

    Attributes:
        endpoint_name: Whom it asks.
        region: Where that is.
        input_url: S3 address of the body.
        headers: For the container.
        inference_id: Names it to its caller.
        output_url: Where the answer is to be.
        failure_url: Where a failure is to be, None for nowhere.
        accepted: By the clock.
        timeout_seconds: Of the container.
        lives: How long it may wait.

    """

    endpoint_name: str
    region: str
    input_url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    inference_id: str
    output_url: str
    failure_url: str | None
    accepted: datetime
    timeout_seconds: float
    lives: timedelta

    def notice(
        self, *, now: datetime, content_type: str = "", failure: str | None = None
    ) -> str:
        """Return the message for the topic of successes, or of failures."""
        response = {"contentType": content_type, "outputLocation": self.output_url}
        message: dict[str, object] = {
            "awsRegion": self.region,
            "eventTime": _moment(now),
            "receivedTime": _moment(self.accepted),
            "invocationStatus": "Completed" if failure is None else "Failed",
            "requestParameters": {
                "contentType": self.headers.get("Content-Type", ""),
                "endpointName": self.endpoint_name,
                "inputLocation": self.input_url,
            },
        }
        if failure is None:
            message["responseParameters"] = response
        else:
            message["failureReason"] = failure
            if self.failure_url is not None:
                message["responseParameters"] = {"outputLocation": self.failure_url}
        return json.dumps(
            {
                **message,
                "inferenceId": self.inference_id,
                "eventVersion": "1.0",
                "eventSource": "aws:sagemaker",
                "eventName": "InferenceResult",
            }
        )


def places(spec: AsyncSpec) -> tuple[str, str | None]:
    """Return where an answer and a failure of a new request are to be."""
    name = uuid.uuid4()
    failure = spec.failure_url
    return (
        f"{spec.output_url.rstrip('/')}/{name}.out",
        None if failure is None else f"{failure.rstrip('/')}/{name}-error.out",
    )


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
