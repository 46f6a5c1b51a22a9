"""The states of a component while its copies come and go."""

import dataclasses
import threading
from collections.abc import Mapping
from typing import Any

from local_aws.errors import AwsError
from local_aws.sagemaker import hook
from local_aws.sagemaker.components.host import Host, find_host, most_instances
from local_aws.sagemaker.components.records import (
    FAILED,
    IN_SERVICE,
    LOCK,
    ComponentRecord,
    records,
)
from local_aws.sagemaker.components.sizing import NoRoomError, check_room
from local_aws.sagemaker.models import read_model
from local_aws.sagemaker.ports import (
    ComponentSpec,
    DeploymentFailedError,
    ModelSpec,
)


def deploy(
    record: ComponentRecord,
    status: str,
    *,
    specification: Mapping[str, Any],
    copies: int,
    activity: str | None = None,
) -> None:
    """Begin to serve a specification with as many copies, in the background.

    The record is Creating or Updating at once, and InService or Failed in the
    end; after a failure it says what it was before, which still serves.

    Raises:
        AwsError: The endpoint or the model is not there.

    """
    host = find_host(record.account_id, record.region, record.endpoint_name)
    wanted = _component(record, host, specification, copies)
    with LOCK:
        before = (record.specification, record.desired_copies)
        record.become(status, activity)
        record.failure_reason = None
        record.specification, record.desired_copies = specification, copies

    def work() -> None:
        reason = _deployed(host, wanted, specification)
        with LOCK:
            record.failure_reason = reason
            if reason is None:
                record.current_copies = copies
                record.become(IN_SERVICE)
                return
            if status != "Creating":
                record.specification, record.desired_copies = before
            record.become(FAILED)

    _in_background(work)


def remove(record: ComponentRecord) -> None:
    """Begin to end every copy and to forget the component."""
    with LOCK:
        record.become("Deleting")

    def work() -> None:
        plane = hook.current()
        plane.remove_component(record.account_id, record.region, record.name)
        with LOCK:
            records(record.account_id, record.region).pop(record.name, None)

    _in_background(work)


def _deployed(
    host: Host, wanted: ComponentSpec, specification: Mapping[str, Any]
) -> str | None:
    """Deploy, and return why that failed, None where it did not."""
    variant = host.variant(wanted.variant_name) or {}
    try:
        check_room(
            specification["ComputeResourceRequirements"],
            variant.get("InstanceType", ""),
            copies=wanted.copies,
            instances=most_instances(variant),
        )
        hook.current().deploy_component(wanted)
    except (DeploymentFailedError, NoRoomError) as failure:
        return str(failure)
    except (AwsError, NotImplementedError) as failure:
        return f"The local AWS cannot deploy this: {failure}"
    return None


def _component(
    record: ComponentRecord, host: Host, specification: Mapping[str, Any], copies: int
) -> ComponentSpec:
    return ComponentSpec(
        account_id=record.account_id,
        region=record.region,
        name=record.name,
        endpoint_name=record.endpoint_name,
        variant_name=record.variant_name,
        model=_model(record, host, specification),
        copies=copies,
    )


def _model(
    record: ComponentRecord, host: Host, specification: Mapping[str, Any]
) -> ModelSpec:
    """Return what each copy runs: a model, or what the component says itself.

    Either way the role and the isolation are the configuration's.
    """
    here = {
        "role_arn": host.configuration["ExecutionRoleArn"],
        "network_isolation": bool(host.configuration.get("EnableNetworkIsolation")),
    }
    if "ModelName" in specification:
        model = read_model(record.account_id, record.region, specification["ModelName"])
        return dataclasses.replace(
            model,
            role_arn=here["role_arn"],
            network_isolation=model.network_isolation or here["network_isolation"],
        )
    container = specification["Container"]
    return ModelSpec(
        name=record.name,
        image_uri=container["Image"],
        environment=dict(container.get("Environment") or {}),
        model_data_url=container.get("ArtifactUrl"),
        **here,
    )


def _in_background(work: Any) -> None:  # noqa: ANN401 - any callable
    threading.Thread(target=work, name="inference-component", daemon=True).start()
