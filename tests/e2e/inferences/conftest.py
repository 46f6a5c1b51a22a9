"""A stack with every path, applied once for this folder."""

from collections.abc import Iterator

import pytest

from tests.support.routed import Routed, routed


@pytest.fixture(scope="package")
def stack(tmp_path_factory) -> Iterator[Routed]:
    """Apply it."""
    with routed(tmp_path_factory.mktemp("stack"), "routed") as stack:
        yield stack
