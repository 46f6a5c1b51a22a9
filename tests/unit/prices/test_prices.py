"""The file of prices and its reader."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from prices import GLOBAL, PriceError, UnknownPriceError, load
from prices.write import document, text

REPO = Path(__file__).parents[3]

ROW = {
    "name": "kms_key",
    "region": "global",
    "usd": "1.00",
    "per": 1,
    "unit": "key-month",
    "source": "a page",
    "seen": "2026-11-22",
    "verified": True,
}


@pytest.fixture
def written(tmp_path):
    def written(*rows, schema=1):
        path = tmp_path / "prices.json"
        path.write_text(json.dumps({"schema": schema, "prices": list(rows)}))
        return path

    return written


def test_m8_each_price_of_the_package_has_unit_source_and_date():
    found = list(load())

    assert len(found) > 60
    for one in found:
        assert one.usd > 0
        assert one.unit
        assert one.source
        assert one.seen > date(2025, 1, 1)
    # What no source of AWS confirms says so.
    assert {one.verified for one in found} == {True, False}
    assert not any("second-hand" in one.source for one in found if one.verified)


def test_each_region_has_the_same_prices():
    by_region = {}
    for one in load():
        key = (one.name, one.kind, one.unit, one.per)
        by_region.setdefault(one.region, set()).add(key)
    everywhere = by_region.pop(GLOBAL)

    assert set(by_region) == {"us-east-1", "eu-west-1", "eu-central-1"}
    for region, found in by_region.items():
        assert found == by_region["us-east-1"], region
        assert not {name for name, *_ in everywhere} & {name for name, *_ in found}


def test_each_region_of_our_environments_has_prices():
    mains = sorted((REPO / "envs").glob("*/main.tf"))
    named = {
        region
        for path in mains
        for region in re.findall(r'region\s*=\s*"([a-z0-9-]+)"', path.read_text())
    }

    assert len(named) > 1
    assert named <= {one.region for one in load()}


def test_an_instance_hour():
    prices = load()

    assert prices.instance_hour("ml.m5.large", "us-east-1") == Decimal("0.115")
    assert prices.instance_hour("ml.m5.large", "eu-west-1") == Decimal("0.128")
    assert prices.instance_hour("ml.m5.large", "eu-central-1") == Decimal("0.138")
    assert prices.instance_hour("ml.x9.huge", "us-east-1") is None
    assert prices.instance_hour("ml.m5.large", "mars-north-1") is None


def test_what_costs_the_same_everywhere_has_a_price_in_each_region():
    assert load().get("kms_key", "mars-north-1").usd == 1


def test_a_price_that_is_not_there_is_named(written):
    path = written(ROW)

    with pytest.raises(UnknownPriceError, match=r"no price of alarm fast in eu-west-1"):
        load(path).get("alarm", "eu-west-1", "fast")


def test_amounts_are_exact(written):
    path = written(ROW | {"usd": "0.20", "per": 1_000_000})

    price = load(path).get("kms_key", "us-east-1")

    assert price.of(3) == Decimal("0.0000006")


def test_what_is_written_is_read_again(written, tmp_path):
    path = tmp_path / "again.json"
    path.write_text(text(load()))

    assert list(load(path)) == list(load())
    assert json.loads(path.read_text()) == document(load())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"usd": "cheap"}, "'usd' of price 1"),
        ({"usd": "-1"}, "'usd' of price 1"),
        ({"usd": "NaN"}, "'usd' of price 1"),
        ({"usd": 0.2}, "not of type str"),
        ({"per": 0}, "'per' of price 1"),
        ({"seen": "today"}, "'seen' of price 1"),
        ({"verified": "yes"}, "not of type bool"),
        ({"kind": 3}, "not of type str"),
        ({"unit": None}, "not of type str"),
    ],
)
def test_a_wrong_row_is_refused(written, change, why):
    with pytest.raises(PriceError, match=why):
        load(written(ROW | change))


def test_a_wrong_file_is_refused(written, tmp_path):
    with pytest.raises(PriceError, match="twice"):
        load(written(ROW, ROW))
    with pytest.raises(PriceError, match="not a JSON object"):
        load(written("row"))
    with pytest.raises(PriceError, match="schema 2"):
        load(written(ROW, schema=2))
    with pytest.raises(PriceError, match=r"none\.json cannot be read"):
        load(tmp_path / "none.json")
