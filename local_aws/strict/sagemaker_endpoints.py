"""SageMaker: updates of endpoints that it does not begin.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html

Where no text is known to us, it says what is wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local_aws.access import role_may
from local_aws.calls import Call
from local_aws.iam.callers import caller_of
from local_aws.iam.need import Need
from local_aws.sagemaker.control.configs import given_config
from local_aws.sagemaker.control.endpoint import Endpoint
from local_aws.sagemaker.control.errors import invalid
from local_aws.sagemaker.control.operations import find_endpoint
from local_aws.sagemaker.control.scalable_targets import scalable_targets
from local_aws.strict.constraints import check_constraints
from local_aws.strict.refusals import Refusals
from local_aws.strict.sagemaker_capacities import check_capacities

Variant = Mapping[str, Any]


def _deployment_config(call: Call) -> None:
    """Refuse a way to deploy that is two, or half of one."""
    given = call.params.get("DeploymentConfig") or {}
    blue_green = given.get("BlueGreenUpdatePolicy")
    rolling = given.get("RollingUpdatePolicy")
    if blue_green and rolling:
        text = (
            "Only one of BlueGreenUpdatePolicy and RollingUpdatePolicy can be "
            "specified."
        )
        raise invalid(text)
    routing = (blue_green or {}).get("TrafficRoutingConfiguration") or {}
    needed = {"CANARY": "CanarySize", "LINEAR": "LinearStepSize"}
    for kind, size in needed.items():
        if (routing.get("Type") == kind) != bool(routing.get(size)):
            text = (
                f"{size} goes with the traffic routing type {kind}, and only with it."
            )
            raise invalid(text)


def _settled(call: Call) -> None:
    # Before what else is wrong: the endpoint that is looked at is changing.
    _endpoint(call).check_settled()


def _same_config(call: Call) -> None:
    """Refuse the configuration that serves; replaced under its name, as well."""
    endpoint = _endpoint(call)
    name = call.params["EndpointConfigName"]
    if endpoint.deployed and endpoint.deployed.spec.config_name == name:
        text = (
            "Cannot update endpoint with the currently in use endpoint configuration "
            f'"{name}".'
        )
        raise invalid(text)


def _config_is_gone(call: Call) -> None:
    """Refuse to leave a configuration that was deleted.

    Source: https://github.com/hashicorp/terraform-provider-aws/issues/48997
    """
    endpoint = _endpoint(call)
    if endpoint.deployed:
        name = endpoint.deployed.spec.config_name
        given_config(call.account_id, call.region, name)


def _kind(call: Call) -> None:
    """Refuse to make serverless what has instances; the other way is open.

    "You cannot convert your instance-based, real-time endpoint to a serverless
    endpoint. If you try to update your real-time endpoint to serverless, you
    receive a ValidationError message. You can convert a serverless endpoint to
    real-time, but once you make the update, you cannot roll it back":
    https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html

    Raises:
        NotImplementedError: It is to become asynchronous, or to cease to be.

    """
    endpoint = _endpoint(call)
    if endpoint.deployed is None:
        return
    spec = endpoint.deployed.spec
    instances = all(variant.serverless is None for variant in spec.variants)
    if instances and any(each.get("ServerlessConfig") for each in _new_variants(call)):
        text = (
            f'Cannot update endpoint "{endpoint.arn}": an instance-based endpoint '
            "cannot be converted to a serverless endpoint."
        )
        raise invalid(text)
    config = given_config(
        call.account_id, call.region, call.params["EndpointConfigName"]
    )
    if bool(spec.asynchronous) != bool(config.get("AsyncInferenceConfig")):
        # What SageMaker says to it is not known to us.
        text = "updates between real-time and asynchronous endpoints"
        raise NotImplementedError(text)


def _scalable_target(call: Call) -> None:
    """Refuse another instance type for what Application Auto Scaling scales.

    https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html
    """
    endpoint = _endpoint(call)
    new = _new_variants(call)
    types = {each["VariantName"]: each.get("InstanceType") for each in new}
    targets = scalable_targets(call.account_id, call.region, endpoint.endpoint_name)
    scaled = {target.resource_id.rpartition("/")[2] for target in targets}
    for variant in endpoint.deployed.spec.variants if endpoint.deployed else ():
        changed = types.get(variant.name) != variant.instance_type
        if changed and variant.name in scaled:
            text = (
                f'The instance type of variant "{variant.name}" cannot be changed '
                "while it is registered as a scalable target with Application Auto "
                "Scaling: deregister it first."
            )
            raise invalid(text)


def _targets_of_another(call: Call) -> None:
    """Refuse to delete what is scaled, where the caller may not end that."""
    caller = caller_of(call)
    name = call.params["EndpointName"]
    targets = scalable_targets(call.account_id, call.region, name)
    if caller.role_arn is None or not targets:
        return
    owner = _Caller(call.account_id, call.region, name, caller.role_arn)
    need = Need(
        action="application-autoscaling:DeregisterScalableTarget",
        resource=targets[0].arn,
    )
    if not role_may(owner, need):
        text = (
            "An Application AutoScaling scalable target exists for a variant being "
            "deleted, and the IAM identity used to invoke DeleteEndpoint does not have "
            "application-autoscaling:DeregisterScalableTarget permission to deregister "
            "the scalable target."
        )
        raise invalid(text)


@dataclass(frozen=True)
class _Caller:
    account_id: str
    region: str
    name: str
    role_arn: str


def _endpoint(call: Call) -> Endpoint:
    return find_endpoint(call.account_id, call.region, call.params["EndpointName"])


def _new_variants(call: Call) -> list[Variant]:
    name = call.params["EndpointConfigName"]
    config = given_config(call.account_id, call.region, name)
    variants: list[Variant] = config["ProductionVariants"]
    return variants


REFUSALS: Refusals = {
    "CreateEndpoint": (check_constraints, _deployment_config),
    "DeleteEndpoint": (check_constraints, _targets_of_another),
    "DescribeEndpoint": (check_constraints,),
    "UpdateEndpoint": (
        check_constraints,
        _settled,
        _same_config,
        _config_is_gone,
        _deployment_config,
        _kind,
        _scalable_target,
    ),
    "UpdateEndpointWeightsAndCapacities": (
        check_constraints,
        _settled,
        check_capacities,
    ),
}
