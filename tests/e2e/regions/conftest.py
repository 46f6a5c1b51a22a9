"""A stack in two Regions, applied once for this folder."""

from collections.abc import Iterator

import pytest

from tests.support.outage_root import outage_stack
from tests.support.outage_stack import OutageStack


@pytest.fixture(scope="session")
def two_regions(tmp_path_factory) -> Iterator[OutageStack]:
    """Apply it."""
    with outage_stack(tmp_path_factory.mktemp("outages"), "outages") as stack:
        yield stack
