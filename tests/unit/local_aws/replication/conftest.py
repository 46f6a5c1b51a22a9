"""Two Regions whose replication a test paces; it is AWS's own when a test begins."""

import pytest

from tests.support.served import serving
from tests.support.two_regions import AWAY, HOME, TwoRegions


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("replication")) as served:
        yield TwoRegions(served, "replication")


@pytest.fixture
def world(both):
    # Nothing arrives unless the test moves the clock.
    both.control("replication", {"lag_seconds": 3600, "paused": False})
    yield both
    for name in (HOME, AWAY):
        both.region(name, "up")
    both.control("replication", {"lag_seconds": 0, "paused": False})
