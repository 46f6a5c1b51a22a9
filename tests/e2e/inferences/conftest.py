"""A stack with every path, applied once for this folder."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.deployment import Deployment
from tests.support.routed import Routed, routed


@pytest.fixture(scope="package")
def stack(deployment: Deployment, tmp_path_factory) -> Iterator[Routed]:
    """Apply it beside staging, whose clock is this one's too."""
    folder = tmp_path_factory.mktemp("stack")
    with paused_schedules(deployment), routed(deployment, folder, "routed") as stack:
        yield stack


@contextmanager
def paused_schedules(deployment: Deployment) -> Iterator[None]:
    """Keep staging's schedules from firing hundreds of times as hours go by."""
    scheduler = deployment.client("scheduler")
    found = [
        scheduler.get_schedule(Name=one["Name"], GroupName=one["GroupName"])
        for one in scheduler.list_schedules()["Schedules"]
    ]
    try:
        for schedule in found:
            scheduler.update_schedule(**settings(schedule, State="DISABLED"))
        yield
    finally:
        for schedule in found:
            scheduler.update_schedule(**settings(schedule))


def settings(schedule: dict, **changed: str) -> dict:
    """Return what describes a schedule, as an update takes it."""
    told = {"Arn", "CreationDate", "LastModificationDate", "ResponseMetadata"}
    return {k: v for k, v in schedule.items() if k not in told} | changed
