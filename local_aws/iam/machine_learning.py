"""What calls of SageMaker need: its resources by their names.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemakerai.html
"""

from collections.abc import Sequence

from moto.sagemaker.models import sagemaker_backends

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need

# The parameter that says which resource an operation is about, and its kind.
_KINDS = {
    "EndpointName": "endpoint",
    "EndpointConfigName": "endpoint-config",
    "InferenceComponentName": "inference-component",
    "ModelName": "model",
    "TransformJobName": "transform-job",
}
# Where others of those parameters name what is only used.
_ABOUT = {
    "CreateEndpoint": ("EndpointName", "EndpointConfigName"),
    "UpdateEndpoint": ("EndpointName", "EndpointConfigName"),
    "CreateInferenceComponent": ("InferenceComponentName", "EndpointName"),
    "CreateTransformJob": ("TransformJobName",),
    # Both where a component is named.
    "InvokeEndpoint": ("EndpointName", "InferenceComponentName"),
}


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs: its action on each resource that it is about."""
    action = f"sagemaker:{call.operation}"
    given = call.params.get("ResourceArn")
    if given:
        keys = call.params.get("TagKeys") or [t["Key"] for t in _new_tags(call)]
        context = {"aws:TagKeys": keys} if keys else {}
        return [need_on(call, action, str(given), context)]
    # A list names filters, no resource.
    about = () if call.operation.startswith("List") else tuple(_KINDS)
    named = [
        name for name in _ABOUT.get(call.operation, about) if call.params.get(name)
    ]
    if not named:
        return [Need(action=action, resource="*")]
    return [
        need_on(call, action, _arn(call, name, str(call.params[name])), {})
        for name in named
    ]


def need_on(
    call: Call, action: str, arn: str, context: dict[str, Sequence[str]]
) -> Need:
    """Return the need, with the tags that the resource has, if it is there."""
    kind, _, name = arn.rpartition(":")[2].partition("/")
    backend = sagemaker_backends[call.account_id][call.region]
    # Of the rest no policy of ours asks the tags.
    found = backend.endpoints.get(name) if kind == "endpoint" else None
    tags = {
        f"aws:ResourceTag/{tag['Key']}": [tag["Value"]]
        for tag in (found.tags if found else ())
    }
    return Need(action=action, context={**tags, **context}, resource=arn)


def _new_tags(call: Call) -> Sequence[dict[str, str]]:
    return call.params.get("Tags") or ()


def _arn(call: Call, parameter: str, name: str) -> str:
    if name.startswith("arn:"):
        return name
    here = f"arn:{PARTITION}:sagemaker:{call.region}:{call.account_id}"
    return f"{here}:{_KINDS[parameter]}/{name}"
