"""Tells EventBridge of each change of a job's state.

https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from moto.events.models import events_backends

from local_aws.sagemaker.transform.job import TransformJob
from local_aws.scaling import hook


def announce(job: TransformJob) -> None:
    """Put an event on the default bus of the job's Region."""
    event: Any = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "SageMaker Transform Job State Change",
        "source": "aws.sagemaker",
        "account": job.account_id,
        "time": hook.now().timestamp(),
        "region": job.region,
        "resources": [job.arn],
        "detail": _detail(job),
    }
    bus = events_backends[job.account_id][job.region].event_buses["default"]
    for rule in list(bus.rules.values()):
        rule.send_to_targets(event)


def _detail(job: TransformJob) -> dict[str, Any]:
    shown = {**job.description(), "Tags": _tags(job)}
    # In these events times are milliseconds since 1970.
    return {name: _plain(value) for name, value in shown.items()}


def _tags(job: TransformJob) -> dict[str, str]:
    return {each["Key"]: each["Value"] for each in job.tags}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, datetime):
        return int(value.replace(tzinfo=value.tzinfo or UTC).timestamp() * 1000)
    return value
