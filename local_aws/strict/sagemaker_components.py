"""SageMaker: inference components that cannot be deployed.

The texts are those that the service was seen to answer with; where none is
known to us, they say what is wrong.
"""

from typing import Any

from local_aws.calls import Call
from local_aws.sagemaker.components.host import find_host
from local_aws.sagemaker.components.records import (
    KIND,
    LOCK,
    ComponentRecord,
    component_arn,
    records,
)
from local_aws.sagemaker.control.endpoint import arn_of_endpoint
from local_aws.sagemaker.control.errors import existing, invalid
from local_aws.strict.refusals import Refusals

_LEAST_MEMORY_MB = 128
_LEAST_CORES = 0.25


def _name_is_taken(call: Call) -> None:
    """Refuse a second component of a name, whatever became of its endpoint."""
    name = call.params["InferenceComponentName"]
    if name in records(call.account_id, call.region):
        arn = component_arn(call.account_id, call.region, name)
        raise existing(KIND, arn)


def _endpoint_takes_none(call: Call) -> None:
    """Refuse an endpoint that is not there, not ready, or made of models."""
    name = call.params["EndpointName"]
    host = find_host(call.account_id, call.region, name)
    arn = arn_of_endpoint(call.account_id, call.region, name)
    if any("ModelName" in v for v in host.configuration["ProductionVariants"]):
        text = (
            "Invalid request provided: Inference Components are not supported in this "
            "Endpoint. Please make sure this endpoint can deploy inference components."
        )
        raise invalid(text)
    variant = call.params.get("VariantName")
    if host.variant(variant) is None:
        text = f'Could not find variant "{variant}" on endpoint "{arn}".'
        raise invalid(text)
    if host.status != "InService":
        text = (
            f'Cannot create an inference component on endpoint "{arn}" while it is in '
            f"state {host.status}."
        )
        raise invalid(text)


def _no_copy(call: Call) -> None:
    """Refuse to create one without a copy; it is scaled in afterwards."""
    runtime = call.params.get("RuntimeConfig")
    if runtime is None:
        text = "RuntimeConfig must be specified for an inference component."
        raise invalid(text)
    if runtime["CopyCount"] < 1:
        text = "Inference components copy count an integer larger than 0"
        raise invalid(text)


def _fewer_than_none(call: Call) -> None:
    """Refuse what is no number of copies."""
    runtime = call.params.get("DesiredRuntimeConfig") or call.params.get(
        "RuntimeConfig"
    )
    if runtime is not None and runtime["CopyCount"] < 0:
        raise _too_small(copyCount=runtime["CopyCount"], least=0)


def _specified_badly(call: Call) -> None:
    """Refuse what names no model and no resources."""
    if "Specification" not in call.params:
        if call.operation == "CreateInferenceComponent":
            text = "Specification must be specified for an inference component."
            raise invalid(text)
        return
    specification = call.params["Specification"]
    _refuse_what_is_not_run(call, specification)
    if ("ModelName" in specification) == ("Container" in specification):
        text = "Specify either ModelName or Container for an inference component."
        raise invalid(text)
    if "Container" in specification and "Image" not in specification["Container"]:
        text = "Specify Image in the Container of an inference component."
        raise invalid(text)
    _check_resources(specification.get("ComputeResourceRequirements"))


def _refuse_what_is_not_run(call: Call, specification: dict[str, Any]) -> None:
    lacking = [n for n in ("Specifications",) if n in call.params] + [
        name
        for name in ("BaseInferenceComponentName", "InstanceType")
        if name in specification
    ]
    if lacking:
        text = f"inference components with {lacking[0]}"
        raise NotImplementedError(text)


def _check_resources(required: dict[str, Any] | None) -> None:
    if required is None:
        text = (
            "ComputeResourceRequirements must be specified for an inference component "
            "without a base inference component."
        )
        raise invalid(text)
    memory = required.get("MinMemoryRequiredInMb")
    if memory is None or memory < _LEAST_MEMORY_MB:
        raise _too_small(minMemoryRequiredInMb=memory, least=_LEAST_MEMORY_MB)
    if required.get("MaxMemoryRequiredInMb", memory) < memory:
        text = "MaxMemoryRequiredInMb must not be less than MinMemoryRequiredInMb."
        raise invalid(text)
    cores = required.get("NumberOfCpuCoresRequired")
    if cores is not None and cores < _LEAST_CORES:
        raise _too_small(numberOfCpuCoresRequired=cores, least=_LEAST_CORES)
    if cores is None and "NumberOfAcceleratorDevicesRequired" not in required:
        text = (
            "Specify NumberOfCpuCoresRequired or NumberOfAcceleratorDevicesRequired "
            "for an inference component."
        )
        raise invalid(text)


def _is_busy(call: Call) -> None:
    """Refuse to touch what is being created, updated, scaled or deleted."""
    record = _record(call)
    if record is None:  # moto says so
        return
    with LOCK:
        activity = record.activity
    if activity is not None:
        verb = "delete" if call.operation.startswith("Delete") else "update"
        text = (
            f'Cannot {verb} inference component "{record.arn}" while it is in state '
            f"{activity}."
        )
        raise invalid(text)


def _record(call: Call) -> ComponentRecord | None:
    kept = records(call.account_id, call.region)
    return kept.get(call.params["InferenceComponentName"])


def _too_small(*, least: float, **given: object) -> Exception:
    [(name, value)] = given.items()
    return invalid(
        f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy "
        f"constraint: Member must have value greater than or equal to {least}"
    )


REFUSALS: Refusals = {
    "CreateInferenceComponent": (
        _specified_badly,
        _no_copy,
        _name_is_taken,
        _endpoint_takes_none,
    ),
    "DeleteInferenceComponent": (_is_busy,),
    "UpdateInferenceComponent": (_specified_badly, _fewer_than_none, _is_busy),
    "UpdateInferenceComponentRuntimeConfig": (_fewer_than_none, _is_busy),
}
