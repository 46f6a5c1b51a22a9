"""A transform job: what was asked for, and how far it is.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.core.utils import utcnow
from moto.sagemaker.models import sagemaker_backends

from local_aws.sagemaker.control.errors import arn_of
from local_aws.sagemaker.ports import ModelSpec

IN_PROGRESS, STOPPING = "InProgress", "Stopping"
_WHOLE = {"InputFilter": "$", "OutputFilter": "$", "JoinSource": "None"}


@dataclass(kw_only=True)
class TransformJob:
    """A job; the names of the attributes that moto lists are moto's.

    Attributes:
        account_id: 12 digits.
        region: Where it runs.
        given: The parameters it was created with, without the tags.
        tags: As they were given.
        model: As it was then.

    """

    account_id: str
    region: str
    given: dict[str, Any]
    tags: list[dict[str, str]]
    model: ModelSpec
    transform_job_status: str = IN_PROGRESS
    failure_reason: str | None = None
    creation_time: datetime = field(default_factory=utcnow)
    transform_start_time: datetime | None = None
    transform_end_time: datetime | None = None
    last_modified_time: datetime = field(default_factory=utcnow)
    stopping: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def transform_job_name(self) -> str:
        """Its name."""
        name: str = self.given["TransformJobName"]
        return name

    @property
    def arn(self) -> str:
        """Its ARN."""
        return arn_of(
            self.account_id, self.region, "transform-job", self.transform_job_name
        )

    @property
    def instances(self) -> int:
        """How many it may use."""
        return int(self.given["TransformResources"]["InstanceCount"])

    def begin(self) -> None:
        """Note that a container works."""
        self.transform_start_time = self.last_modified_time = utcnow()

    def stop(self) -> bool:
        """Ask it to stop; False if it is over."""
        with self._lock:
            if self.transform_job_status not in (IN_PROGRESS, STOPPING):
                return False
            self.transform_job_status = STOPPING
            self.last_modified_time = utcnow()
        self.stopping.set()
        return True

    def end(self, failure: str | None = None) -> None:
        """Note that it is over: stopped, failed or completed."""
        with self._lock:
            if self.transform_job_status == STOPPING:
                self.transform_job_status = "Stopped"
            elif failure is not None:
                self.transform_job_status = "Failed"
                self.failure_reason = failure
            else:
                self.transform_job_status = "Completed"
            self.transform_end_time = self.last_modified_time = utcnow()

    def description(self) -> dict[str, Any]:
        """Return what DescribeTransformJob says."""
        times = {
            "TransformStartTime": self.transform_start_time,
            "TransformEndTime": self.transform_end_time,
            "FailureReason": self.failure_reason,
        }
        return {
            **self.given,
            "CreationTime": self.creation_time,
            "DataProcessing": {**_WHOLE, **self.given.get("DataProcessing", {})},
            "TransformJobArn": self.arn,
            "TransformJobStatus": self.transform_job_status,
            **{name: value for name, value in times.items() if value is not None},
        }


def jobs(account_id: str, region: str) -> dict[str, TransformJob]:
    """Return the jobs of a Region by their names, all there ever were."""
    backend: Any = sagemaker_backends[account_id][region]
    found: dict[str, TransformJob] = backend.transform_jobs
    return found
