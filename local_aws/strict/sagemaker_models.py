"""SageMaker: models that it does not make.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html

It looks for the image and the model data right then. Whether the role may pull
the image it finds out when it deploys (`local_aws.sagemaker`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from local_aws import image_uri
from local_aws.access import check_trust, role_may
from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam import objects
from local_aws.sagemaker.control.errors import invalid
from local_aws.strict.constraints import check_constraints
from local_aws.strict.refusals import Refusals

Container = Mapping[str, Any]


@dataclass(frozen=True)
class _Owner:
    account_id: str
    region: str
    name: str
    role_arn: str


def _containers(call: Call) -> list[Container]:
    primary = call.params.get("PrimaryContainer")
    return [primary] if primary else list(call.params.get("Containers") or [])


def _number_of_containers(call: Call) -> None:
    """Refuse none, and both ways to name them."""
    primary, several = (
        call.params.get("PrimaryContainer"),
        call.params.get("Containers"),
    )
    if bool(primary) == bool(several):
        # (text: second-hand)
        text = "You must provide either PrimaryContainer or Containers, and not both."
        raise invalid(text)
    for each in _containers(call):
        if not each.get("Image") and not each.get("ModelPackageName"):
            text = "Either Image or ModelPackageName must be provided for a container."
            raise invalid(text)


def _role(call: Call) -> None:
    """Refuse a role that SageMaker cannot assume, or none."""
    role = call.params.get("ExecutionRoleArn")
    if not role:
        text = "ExecutionRoleArn is required to create a model."
        raise invalid(text)
    try:
        check_trust(call.account_id, role, "sagemaker.amazonaws.com")
    except AwsError as error:
        text = (
            f"Could not assume role {role}. Please ensure that the role exists and "
            "allows principal 'sagemaker.amazonaws.com' to assume the role."
        )
        raise invalid(text) from error


def _images(call: Call) -> None:
    for each in _containers(call):
        if each.get("Image"):
            _check_image(call, each["Image"], each.get("ImageConfig") or {})


def _check_image(call: Call, uri: str, config: Mapping[str, Any]) -> None:
    """Refuse an image that is not in ECR here."""
    image = image_uri.parse(uri)
    if config.get("RepositoryAccessMode") == "Vpc":
        if not call.params.get("VpcConfig"):
            text = (
                f'Using image "{uri}" in Vpc repository access mode requires a '
                "VpcConfig of the model."
            )
            raise invalid(text)
        return
    if image is None:
        text = (
            f'Using non-ECR image "{uri}" without Vpc repository access mode is not '
            "supported."
        )
        raise invalid(text)
    # "The inference code containers must be in the same Region as the model."
    if image.region != call.region or image_uri.resolve(image) is None:
        text = f"Requested image {uri} not found."
        raise invalid(text)


def _model_data(call: Call) -> None:
    """Refuse data that is not there, is elsewhere, or not the role's to read."""
    for each in _containers(call):
        source = (each.get("ModelDataSource") or {}).get("S3DataSource") or {}
        url = each.get("ModelDataUrl") or source.get("S3Uri")
        # A prefix is asked for when it is deployed.
        several = each.get("Mode") == "MultiModel"
        prefix = several or source.get("S3DataType") == "S3Prefix"
        if url and not prefix and not _can_be_read(call, url):
            role = call.params["ExecutionRoleArn"]
            text = (
                f"Could not access model data at {url}. Please ensure that the role "
                f'"{role}" exists and that its trust relationship policy allows the '
                'action "sts:AssumeRole" for the service principal '
                '"sagemaker.amazonaws.com". Also ensure that the role has '
                '"s3:GetObject" permissions and that the object is located in '
                f"{call.region}. If your Model uses multiple models or uncompressed "
                'models, please ensure that the role has "s3:ListBucket" permission.'
            )
            raise invalid(text)


def _can_be_read(call: Call, url: str) -> bool:
    bucket_name, _, key = url.removeprefix("s3://").partition("/")
    bucket = objects.find_bucket(call.account_id, bucket_name)
    read = replace(
        call,
        operation="GetObject",
        params={"Bucket": bucket_name, "Key": key},
        service="s3",
        headers={},
    )
    if bucket is None or bucket.region_name != call.region:
        return False
    if objects.find_object(read, bucket) is None:
        return False
    owner = _Owner(
        call.account_id, call.region, "SageMaker", call.params["ExecutionRoleArn"]
    )
    try:
        return all(role_may(owner, need) for need in objects.needs_of(read))
    except AwsError:
        # The key of the object cannot be used.
        return False


REFUSALS: Refusals = {
    "CreateModel": (
        check_constraints,
        _number_of_containers,
        _role,
        _images,
        _model_data,
    ),
    "DeleteModel": (check_constraints,),
    "DescribeModel": (check_constraints,),
}
