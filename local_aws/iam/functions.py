"""What calls of Lambda need: functions, their aliases, and the images they run.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
"""

import re

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import LambdaFunction, lambda_backends

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.keys import find_key, need_through
from local_aws.iam.need import Need

# An operation's name in policies, where it is not its own.
_ACTIONS = {"Invoke": "InvokeFunction", "InvokeAsync": "InvokeFunction"}
_IMAGE = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/"
    r"(?P<name>[^@:]+)"
)
# Whoever gives a function an image must be let to pull it.
# https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
_PULLS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
# They answer with the environment, as it is in plain words.
_TELLS = frozenset({"GetFunction", "GetFunctionConfiguration"})
_MAKES = frozenset({"CreateFunction", "UpdateFunctionConfiguration"})


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs, of images and of keys as well."""
    name = _ACTIONS.get(call.operation, call.operation)
    own = Need(action=f"lambda:{name}", resource=_resource(call))
    return [own, *_image_needs(call), *_key_needs(call)]


def _resource(call: Call) -> str:
    params = call.params
    here = f"arn:{PARTITION}:lambda:{call.region}:{call.account_id}"
    if params.get("Resource"):
        return str(params["Resource"])
    if params.get("UUID"):
        return f"{here}:event-source-mapping:{params['UUID']}"
    # A mapping has no name before there is one; its function is a condition.
    if not params.get("FunctionName") or call.operation == "CreateEventSourceMapping":
        return "*"
    name = str(params["FunctionName"])
    arn = name if name.startswith("arn:") else f"{here}:function:{name}"
    qualifier = params.get("Qualifier")
    return f"{arn}:{qualifier}" if qualifier else arn


def _image_needs(call: Call) -> list[Need]:
    uri = call.params.get("ImageUri") or (call.params.get("Code") or {}).get("ImageUri")
    image = _IMAGE.match(uri or "")
    if image is None:
        return []
    place = f"arn:{PARTITION}:ecr:{image['region']}:{image['account']}"
    return [
        Need(action=action, resource=f"{place}:repository/{image['name']}")
        for action in _PULLS
    ]


def _key_needs(call: Call) -> list[Need]:
    """Return what the key of a function's environment asks of who sets or reads it.

    To set it takes a grant and `kms:Encrypt`, to see it `kms:Decrypt`. Without the
    latter Lambda answers nevertheless, and leaves the variables out: Terraform would
    set them anew in every plan. Here that is refused, so that it is seen.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
    """
    actions: tuple[str, ...]
    if call.operation in _MAKES:
        actions = ("kms:CreateGrant", "kms:Encrypt")
        name = call.params.get("KMSKeyArn")
    elif call.operation in _TELLS:
        function = _function(call)
        if function is None or not function.environment_vars:
            return []
        actions, name = ("kms:Decrypt",), function.kms_key_arn
    else:
        return []
    key = find_key(call.account_id, call.region, name) if name else None
    if key is None:
        return []
    arn = f"arn:{PARTITION}:lambda:{call.region}:{call.account_id}:function:"
    bound = {"aws:lambda:FunctionArn": f"{arn}{_name(call)}"}
    return [need_through("lambda", action, key, bound) for action in actions]


def _function(call: Call) -> LambdaFunction | None:
    backend = lambda_backends[call.account_id][call.region]
    try:
        found: LambdaFunction = backend.get_function(_name(call))
    except UnknownFunctionException:
        # Lambda itself says that there is none.
        return None
    return found


def _name(call: Call) -> str:
    """Return a function's name without the ARN before it, or a qualifier behind."""
    name = str(call.params["FunctionName"])
    return name.split(":")[6] if name.startswith("arn:") else name.partition(":")[0]
