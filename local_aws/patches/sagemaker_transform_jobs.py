"""SageMaker: transform jobs that really transform.

moto's are Completed at once, have done nothing and cannot be stopped.
"""

import copy
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.sagemaker.responses import SageMakerResponse

from local_aws.errors import AwsError
from local_aws.patches.replacing import Method, replace
from local_aws.sagemaker.control.errors import arn_of, invalid, missing
from local_aws.sagemaker.models import read_model
from local_aws.sagemaker.transform import hook
from local_aws.sagemaker.transform.announcement import announce
from local_aws.sagemaker.transform.job import TransformJob, jobs

_WHAT = "transform job"


def apply() -> None:
    """Change moto's SageMaker."""
    # moto lacks it.
    setattr(SageMakerResponse, "stop_transform_job", _stop)  # noqa: B010 - not its own
    replace(SageMakerResponse, "create_transform_job", _creating)
    replace(SageMakerResponse, "describe_transform_job", _describing)


def _creating(_: Method) -> Method:
    def create_transform_job(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
        account_id, region = self.current_account, self.region
        given = copy.deepcopy(dict(self.params))
        job = TransformJob(
            account_id=account_id,
            region=region,
            tags=given.pop("Tags", None) or [],
            given=given,
            model=read_model(account_id, region, given["ModelName"]),
        )
        name = job.transform_job_name
        if jobs(account_id, region).setdefault(name, job) is not job:
            text = (
                "Job name must be unique within an AWS account and region, and a job "
                f"with this name already exists ({job.arn})"
            )
            raise AwsError(text, code="ResourceInUse")
        hook.current().start(job)
        return ActionResult({"TransformJobArn": job.arn})

    return create_transform_job


def _describing(_: Method) -> Method:
    def describe_transform_job(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
        return ActionResult(_find(self).description())

    return describe_transform_job


def _stop(self: Any) -> EmptyResult:  # noqa: ANN401 - moto is untyped
    job = _find(self)
    if not job.stop():
        text = (
            "The request was rejected because the transform job is in status "
            f"{job.transform_job_status}."
        )
        raise invalid(text)
    announce(job)
    return EmptyResult()


def _find(response: Any) -> TransformJob:  # noqa: ANN401 - moto is untyped
    account_id, region = response.current_account, response.region
    name = response.params["TransformJobName"]
    job = jobs(account_id, region).get(name)
    if job is None:
        arn = arn_of(account_id, region, "transform-job", name)
        raise missing(_WHAT, arn)
    return job
