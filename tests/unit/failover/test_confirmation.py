"""Two that see the home Region from different places must agree."""

import pytest

from failover.ports import CheckState, Sight

GONE = Sight(status=None, readiness="", what="no answer: TimeoutError")
WELL = Sight(status=200, readiness="ready", what="HTTP 200, ready")
ILL = Sight(status=503, readiness="unavailable", what="HTTP 503, unavailable")
BROKEN = Sight(status=502, readiness="", what="HTTP 502")


@pytest.mark.parametrize(
    ("sight", "good", "verdict"),
    [
        (GONE, 0, "seen"),
        (ILL, 0, "seen"),
        (BROKEN, 1, "seen"),
        # What it says of itself counts more than what was seen a while ago.
        (ILL, 3, "seen"),
        # Only our own way there is broken.
        (GONE, 3, "not_seen"),
        (WELL, 0, "not_seen"),
        (WELL, 3, "not_seen"),
    ],
)
def test_what_is_seen_from_here_and_by_the_checkers(failover, sight, good, verdict):
    failover.eye.sight = sight
    failover.checks.found = CheckState(
        declared=False, disabled=False, good=good, asked=3
    )

    found = failover.step("confirm")

    assert found["verdict"] == verdict
    assert found["remarks"][0] == f"from here: {sight.what}"
    assert f"{good} of 3" in found["remarks"][1]


def test_people_may_declare_it_lost_however_well_it_is(failover):
    failover.eye.sight = WELL
    failover.checks.found = CheckState(declared=True, disabled=False, good=3, asked=3)

    assert failover.step("confirm")["verdict"] == "declared"


def test_a_disabled_check_is_told(failover):
    failover.checks.found = CheckState(declared=False, disabled=True, good=0, asked=0)

    found = failover.step("confirm")

    assert found["verdict"] == "seen"
    assert any("DISABLED" in remark for remark in found["remarks"])


@pytest.mark.parametrize(("sight", "verdict"), [(GONE, "seen"), (WELL, "not_seen")])
def test_route_53_may_be_gone_with_the_region(failover, sight, verdict):
    failover.eye.sight = sight
    failover.checks.unavailable = True

    found = failover.step("confirm")

    assert found["verdict"] == verdict
    assert any("could not be read" in remark for remark in found["remarks"])
