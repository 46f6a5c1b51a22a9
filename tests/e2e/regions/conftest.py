"""A stack in two Regions, applied once for this folder."""

from collections.abc import Iterator

import pytest

from tests.support.outage_day import Day
from tests.support.outage_root import outage_stack
from tests.support.outage_stack import OutageStack


@pytest.fixture(scope="package")
def two_regions(tmp_path_factory) -> Iterator[OutageStack]:
    """Apply it."""
    with outage_stack(tmp_path_factory.mktemp("outages"), "outages") as stack:
        yield stack


@pytest.fixture(scope="module")
def day(two_regions: OutageStack) -> Iterator[Day]:
    """Give what the commands work with, in a person's shell."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in two_regions.deployment.account.env.items():
            if name.startswith("AWS_"):
                patch.setenv(name, value)
        yield Day(two_regions)
