"""A local AWS where functions stop idle endpoints, by a clock that is moved."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import urllib3

from local_aws.state import LocalAws


class StoppingWorld:
    """The local AWS: its clock, its faults, and who stops what is idle on it.

    Attributes:
        prefix: What the names of the functions begin with.

    """

    def __init__(self, local: LocalAws, prefix: str) -> None:
        self.prefix = prefix
        self.url = f"{local.url}/_local"
        self.pool = urllib3.PoolManager(timeout=300)

    def control(self, method: str, path: str, **body: Any) -> Any:
        answer = self.pool.request(method, f"{self.url}/{path}", json=body)
        assert answer.status < 300, answer.data
        return answer.json()

    def now(self) -> datetime:
        clock = self.pool.request("GET", f"{self.url}/clock").json()
        return datetime.fromisoformat(clock["now"])

    def move_to(self, at: datetime) -> None:
        self.control("POST", "clock", now=at.isoformat())

    def fail(
        self, service: str, operation: str, code: str, *, status: int = 400
    ) -> None:
        self.control(
            "POST",
            "faults",
            service=service,
            operation=operation,
            code=code,
            calls=10_000,
            status=status,
            from_functions=True,
        )

    def heal(self) -> None:
        self.pool.request("DELETE", f"{self.url}/faults")

    def run(self, who: str, *, later: timedelta = timedelta(0)) -> dict[str, Any]:
        """Run the function as its schedule does; return what it says."""
        at = (self.now() + later).astimezone(UTC).isoformat()
        answer = boto3.client("lambda").invoke(
            FunctionName=f"{self.prefix}-{who}:live",
            Payload=json.dumps({"scheduled_time": at}),
        )
        said: dict[str, Any] = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, said
        return said

    def runs(self, who: str) -> int:
        """Return how often the function has run to its end."""
        pages = boto3.client("logs").get_paginator("filter_log_events")
        group = f"/aws/lambda/{self.prefix}-{who}"
        return sum(
            '"EndpointsSeen"' in event["message"]
            and '"EndpointsIdle"' in event["message"]
            for page in pages.paginate(logGroupName=group)
            for event in page["events"]
        )

    def asked(self, endpoint: str, variant: str = "main") -> None:
        """Count a request now, as SageMaker does."""
        dimensions = {"EndpointName": endpoint, "VariantName": variant}
        boto3.client("cloudwatch").put_metric_data(
            Namespace="AWS/SageMaker",
            MetricData=[
                {
                    "MetricName": "Invocations",
                    "Dimensions": [
                        {"Name": n, "Value": v} for n, v in dimensions.items()
                    ],
                    "Timestamp": self.now(),
                    "Value": 5,
                }
            ],
        )
