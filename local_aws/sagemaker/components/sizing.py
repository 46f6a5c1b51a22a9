"""Whether copies of a component fit on the instances of a variant.

SageMaker places by what a component says that it needs, not by what it uses.
It keeps a part of each instance for itself, of a size that is written nowhere;
here nothing is kept, so what does not fit here fits on AWS even less.
"""

import math
from collections.abc import Mapping
from typing import Any

from moto.ec2.models.instance_types import INSTANCE_TYPES

_NO_ROOM = (
    "There is not enough hardware resources on the instances for this endpoint to "
    "create a copy of the inference component."
)


class NoRoomError(Exception):
    """A copy does not fit; the message is SageMaker's own."""


def check_room(
    requirements: Mapping[str, Any], instance_type: str, *, copies: int, instances: int
) -> None:
    """Refuse more than fits.

    Args:
        requirements: The component's ComputeResourceRequirements.
        instance_type: Of the variant, such as "ml.m5.large".
        copies: All that are wanted.
        instances: The most that the variant may have.

    Raises:
        NoRoomError: Not even one copy fits, or not as many.

    """
    room = _copies_on_one(requirements, instance_type)
    if copies > room * instances:
        raise NoRoomError(_NO_ROOM)


def _copies_on_one(requirements: Mapping[str, Any], instance_type: str) -> float:
    """Return how many copies fit on one instance, inf for an unknown type."""
    hardware = INSTANCE_TYPES.get(instance_type.removeprefix("ml."))
    if hardware is None:
        return math.inf
    pools = (
        ("NumberOfCpuCoresRequired", hardware["VCpuInfo"]["DefaultVCpus"]),
        ("MinMemoryRequiredInMb", hardware["MemoryInfo"]["SizeInMiB"]),
        ("NumberOfAcceleratorDevicesRequired", _accelerators(hardware)),
    )
    fits = [
        math.floor(pool / float(requirements[name]))
        for name, pool in pools
        if requirements.get(name)
    ]
    return min(fits, default=math.inf)


def _accelerators(hardware: Mapping[str, Any]) -> int:
    return sum(
        each["Count"]
        for info, kind in (
            ("GpuInfo", "Gpus"),
            ("InferenceAcceleratorInfo", "Accelerators"),
            ("NeuronInfo", "NeuronDevices"),
        )
        for each in hardware.get(info, {}).get(kind, ())
    )
