"""What calls of SageMaker need: its resources by their names.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemakerai.html
"""

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
        return [Need(action=action, resource=str(given))]
    # A list names filters, no resource.
    about = () if call.operation.startswith("List") else tuple(_KINDS)
    named = [
        name for name in _ABOUT.get(call.operation, about) if call.params.get(name)
    ]
    if not named:
        return [Need(action=action, resource="*")]
    return [
        Need(action=action, resource=_arn(call, name, str(call.params[name])))
        for name in named
    ]


def _arn(call: Call, parameter: str, name: str) -> str:
    if name.startswith("arn:"):
        return name
    here = f"arn:{PARTITION}:sagemaker:{call.region}:{call.account_id}"
    return f"{here}:{_KINDS[parameter]}/{name}"
