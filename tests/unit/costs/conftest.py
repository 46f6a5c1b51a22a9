"""Costs by a file of prices that stays as it is."""

from decimal import Decimal
from pathlib import Path

import pytest

from costs.traffic import steady
from costs.workload import Assumptions, Case, Workload
from prices import load

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def prices():
    return load(DATA / "prices.json")


@pytest.fixture(scope="session")
def case(prices):
    def case(traffic=None, assumed=None, **said):
        return Case(
            workload=Workload(traffic=traffic or steady(Decimal(40)), **said),
            prices=prices,
            assumptions=Assumptions(**(assumed or {})),
        )

    return case
