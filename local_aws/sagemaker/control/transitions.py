"""What happens to an endpoint after the call that asked for it was answered.

Each runs in a thread of its own and ends with a state of DescribeEndpoint:
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from local_aws.sagemaker import hook
from local_aws.sagemaker.control.alarms import alarm_that_rings
from local_aws.sagemaker.control.endpoint import CHANGED, Deployment, Endpoint
from local_aws.sagemaker.ports import DeploymentFailedError, EndpointSpec

logger = logging.getLogger(__name__)


def start(endpoint: Endpoint, work: Callable[[Endpoint], None]) -> None:
    """Let a change of the endpoint's, whose state says it is under way, happen."""
    name = f"endpoint {endpoint.endpoint_name}"
    threading.Thread(target=work, args=(endpoint,), name=name, daemon=True).start()


def create(endpoint: Endpoint) -> None:
    """Deploy for the first time: InService, or Failed with the reason."""
    wanted = endpoint.pending
    assert wanted is not None  # noqa: S101 - whoever starts it says what is wanted
    reason = _deploy(wanted.spec)
    with CHANGED:
        if reason is None:
            endpoint.deployed, endpoint.pending = wanted, None
        endpoint.failure_reason = reason
        endpoint.enter("InService" if reason is None else "Failed")


def update(endpoint: Endpoint) -> None:
    """Deploy what is pending: InService, with it or with what served before."""
    old, new = endpoint.deployed, endpoint.pending
    assert old is not None  # noqa: S101 - only what serves is updated
    assert new is not None  # noqa: S101 - whoever starts it says what is wanted
    silent, endpoint.rolls_back = endpoint.rolls_back, False
    reason = _deploy(new.spec)
    switched = reason is None
    if switched:
        reason = _alarm(endpoint)
    if reason is None and not silent:
        _settle(endpoint, new, None)
        return
    with CHANGED:
        endpoint.enter("RollingBack")
    if switched:
        lost = _deploy(old.spec)
        if lost is not None:
            _fail_to_roll_back(endpoint, lost)
            return
    _settle(endpoint, old, reason)


def scale(endpoint: Endpoint) -> None:
    """Give the endpoint its desired counts and weights, or leave the old ones."""
    deployed, desired = endpoint.deployed, endpoint.desired
    assert deployed is not None  # noqa: S101 - only what serves is scaled
    assert desired is not None  # noqa: S101 - whoever starts it says what is wanted
    reason = _deploy(desired)
    scaled = deployed if reason else replace(deployed, spec=desired)
    _settle(endpoint, scaled, reason)


def delete(endpoint: Endpoint, forget: Callable[[], None]) -> None:
    """End what serves, and then the endpoint."""
    hook.current().remove(endpoint.account_id, endpoint.region, endpoint.endpoint_name)
    with CHANGED:
        forget()
        endpoint.enter("Deleted")


def _deploy(spec: EndpointSpec) -> str | None:
    """Deploy; return why it failed, or None if it did not."""
    try:
        hook.current().deploy(spec)
    except DeploymentFailedError as error:
        return str(error)
    except NotImplementedError as error:
        return f"The local AWS lacks this: {error}"
    except Exception:
        # Nobody else would hear of it, and the endpoint would be under way for ever.
        logger.exception("endpoint %s", spec.name)
        return "The local AWS failed: its log says why."
    return None


def _alarm(endpoint: Endpoint) -> str | None:
    rollback = (endpoint.deployment_config or {}).get("AutoRollbackConfiguration")
    names = [each["AlarmName"] for each in (rollback or {}).get("Alarms") or ()]
    ringing = alarm_that_rings(endpoint.account_id, endpoint.region, names)
    if ringing is None:
        return None
    # (text: second-hand)
    return f"One or more configured alarms have been triggered: {ringing}"


def _settle(endpoint: Endpoint, deployed: Deployment, reason: str | None) -> None:
    with CHANGED:
        endpoint.deployed, endpoint.pending, endpoint.desired = deployed, None, None
        endpoint.failure_reason = reason
        endpoint.enter("InService")


def _fail_to_roll_back(endpoint: Endpoint, reason: str) -> None:
    with CHANGED:
        endpoint.pending = None
        endpoint.failure_reason = reason
        endpoint.enter("UpdateRollbackFailed")
