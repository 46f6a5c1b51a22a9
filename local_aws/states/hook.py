"""Which local AWS runs an execution: several may live in one process."""

from collections.abc import Callable
from typing import Protocol

from local_aws.states.clients import RoleClients
from local_aws.states.metrics import StatesMetrics
from local_aws.states.waits import Waits


class Plane(Protocol):
    """What executions need of the server that began them.

    Attributes:
        address: Host and port, as in the requests that it answers.
        clients: Make the calls of tasks.
        metrics: Count executions.
        waits: How they wait.

    """

    address: str
    clients: RoleClients
    metrics: StatesMetrics
    waits: Waits


_AWS = ".amazonaws.com"

_planes: list[Plane] = []


def install(plane: Plane) -> Callable[[], None]:
    """Let executions be run by it from now on; returns what undoes that."""
    _planes.append(plane)

    def undo() -> None:
        _planes.remove(plane)

    return undo


def serving(address: str) -> Plane | None:
    """Return who runs what a request asks for, None where nobody does.

    Args:
        address: The host of the request. One of AWS's own is moto's mock in this
            process, which only seems to run executions. One that no server has is
            another name of the newest.

    """
    if not _planes or address.endswith(_AWS):
        return None
    return next((each for each in _planes if each.address == address), _planes[-1])
