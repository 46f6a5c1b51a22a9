"""Lambda: images that it cannot run.

https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
"""

import json
from http import HTTPStatus

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import lambda_backends
from moto.ecr.models import Repository, ecr_backends

from local_aws import image_uri
from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.callers import PARTITION, caller_of
from local_aws.iam.policies import Effect, Request, evaluate
from local_aws.strict.invalid_value import invalid

_PULLS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
# What Lambda adds to a repository of its caller's account.
_GRANT = {
    "Sid": "LambdaECRImageRetrievalPolicy",
    "Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"},
    "Action": [
        "ecr:BatchGetImage",
        "ecr:DeleteRepositoryPolicy",
        "ecr:GetDownloadUrlForLayer",
        "ecr:GetRepositoryPolicy",
        "ecr:SetRepositoryPolicy",
    ],
}


def check_package(call: Call) -> None:
    """Refuse what an image brings along itself, and code of both kinds."""
    if call.params.get("PackageType") != "Image":
        return
    if any(call.params.get(name) for name in ("Handler", "Layers", "Runtime")):
        text = (
            "Please don't provide Handler or Runtime or Layer when the intended "
            "function PackageType is Image."
        )
        raise invalid(text)


def check_layers(call: Call) -> None:
    """Refuse layers for a function from an image."""
    functions = lambda_backends[call.account_id][call.region]
    try:
        function = functions.get_function(call.params["FunctionName"])
    except UnknownFunctionException:
        return
    if function.package_type == "Image" and call.params.get("Layers"):
        text = (
            "Lambda layers are not supported for functions created with container "
            "images."
        )
        raise invalid(text)


def check_image(call: Call) -> None:
    """Refuse an image that is elsewhere, missing, or not Lambda's to pull."""
    code = call.params.get("Code") or call.params
    uri = code.get("ImageUri")
    if not uri:
        return
    image = image_uri.parse(uri)
    here = (call.account_id, call.region)
    if image is None or (image.account_id, image.region) != here:
        text = f"Source image {uri} is not valid. Provide a valid source image."
        raise invalid(text)
    if image_uri.resolve(image) is None:
        text = f"Source image {uri} does not exist. Provide a valid source image."
        raise invalid(text)
    _let_lambda_pull(
        call,
        ecr_backends[image.account_id][image.region].repositories[image.repository],
    )


def _let_lambda_pull(call: Call, repository: Repository) -> None:
    """Let Lambda pull from the repository, as it does itself for a caller who may.

    Raises:
        AwsError: The policy forbids it, or lacks it and the caller is a role.

    """
    says = {_says(call, repository, action) for action in _PULLS}
    if says == {Effect.ALLOW}:
        return
    if Effect.DENY in says or caller_of(call).policies is not None:
        text = (
            "Lambda does not have permission to access the ECR image. Check the ECR "
            "permissions."
        )
        raise AwsError(text, code="AccessDeniedException", status=HTTPStatus.FORBIDDEN)
    functions = f"arn:{PARTITION}:lambda:{call.region}:{call.account_id}:function:*"
    grant = {**_GRANT, "Condition": {"StringLike": {"aws:sourceArn": functions}}}
    policy = json.loads(
        repository.policy or '{"Version": "2008-10-17", "Statement": []}'
    )
    policy["Statement"].append(grant)
    repository.policy = json.dumps(policy)


def _says(call: Call, repository: Repository, action: str) -> Effect:
    name = call.params["FunctionName"].rpartition(":")[2]
    function = f"arn:{PARTITION}:lambda:{call.region}:{call.account_id}:function:{name}"
    request = Request(
        action=action,
        context={"aws:SourceAccount": [call.account_id], "aws:SourceArn": [function]},
        principals=frozenset({"*", "lambda.amazonaws.com"}),
        resource=repository.arn,
    )
    return evaluate([repository.policy] if repository.policy else [], request)
