"""Which environments have a failover."""

import json

import pytest

from drill.recovery import RecoveryError, read_recovery
from tests.unit.drill.conftest import HOME, STANDBY, outputs


def test_it_is_read():
    found = read_recovery(outputs(), "a test")

    assert (found.home.region, found.standby.region) == (HOME, STANDBY)
    assert found.automatic
    assert found.switch_id == "switch"
    assert not read_recovery(outputs(tier=2), "a test").automatic


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{}", "apply the environment first"),
        (b"[]", "no output 'recovery'"),
        (b"nothing", "a test"),
        (b'{"recovery": {"value": null}}', "set recovery_tier to 1 or 2"),
        (b'{"recovery": {"value": 3}}', "no object"),
        (outputs(tier=3, standby=None), "recovery tier 3"),
        (outputs(alarm_name=7), "alarm_name"),
        (outputs(health_check_ids={"home": "a"}), "home_endpoint"),
    ],
)
def test_what_has_none_is_refused(data, said):
    with pytest.raises(RecoveryError, match=said):
        read_recovery(data, "a test")


def test_each_field_is_needed():
    value = json.loads(outputs())["recovery"]["value"]
    for name in value:
        rest = {key: each for key, each in value.items() if key != name}
        with pytest.raises(RecoveryError, match=name):
            read_recovery(json.dumps({"recovery": {"value": rest}}).encode(), "a test")
