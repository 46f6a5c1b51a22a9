"""A transform job has 100 MB under way at most, and a strategy needs a split.

Both are refused when the job is made, which may be months after the apply.
"""

import json
from collections.abc import Iterator
from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

_MOST_MB = 100


class TransformJobFits(BaseResourceCheck):
    """Reads the definitions of state machines."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name="Transform jobs of state machines are ones that SageMaker takes",
            id="CKV2_INFERWAY_24",
            categories=[CheckCategories.GENERAL_SECURITY],
            supported_resources=["aws_sfn_state_machine"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail a definition with a job that would be refused."""
        definition = conf.get("definition", [None])[0]
        if isinstance(definition, str):
            try:
                definition = json.loads(definition)
            except ValueError:  # made of what is not known before an apply
                return CheckResult.UNKNOWN
        refused = any(_is_refused(job) for job in _jobs(definition))
        return CheckResult.FAILED if refused else CheckResult.PASSED


def _jobs(part: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON
    """Yield what is given to each CreateTransformJob, however deep."""
    if isinstance(part, dict):
        if "createtransformjob" in str(part.get("Resource", "")).lower():
            yield part.get("Parameters") or part.get("Arguments") or {}
        for inner in part.values():
            yield from _jobs(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _jobs(inner)


def _is_refused(job: dict[str, Any]) -> bool:
    at_once, megabytes = (
        job.get("MaxConcurrentTransforms", 1),
        job.get("MaxPayloadInMB", 6),
    )
    known = isinstance(at_once, int) and isinstance(megabytes, int)
    split = job.get("TransformInput", {}).get("SplitType", "None")
    return (known and at_once * megabytes > _MOST_MB) or (
        "BatchStrategy" in job and split == "None"
    )


policy = TransformJobFits()
