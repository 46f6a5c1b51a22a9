"""The actions that Terraform computes, fired by the local AWS's own cron."""

import json
import subprocess
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from local_aws.scaling.schedule import parse_schedule
from local_aws.scaling.zones import find_zone
from tests.property.scheduled_scaling.described import (
    WEEKDAYS,
    described,
    left_behind,
    minute_of,
)
from tests.support.time_zones import affected

MODULE = Path(__file__).parents[3] / "modules/scheduled_scaling/actions"
# Both hemispheres, changes at midnight, of half an hour, on other days, and none.
ZONES = [
    "Africa/Cairo",
    "America/Havana",
    "America/New_York",
    "America/Santiago",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/London",
    "UTC",
]
YEARS = [2026, 2027, 2028]


@st.composite
def capacities(draw):
    low = draw(st.integers(0, 3))
    return {"min": low, "max": low + draw(st.integers(0, 3))}


@st.composite
def days(draw):
    if draw(st.booleans()):
        return draw(st.sampled_from(["*", "MON-FRI", "SAT,SUN", "FRI-SUN,MON"]))
    return ",".join(draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1)))


# Often the same few, so that windows touch, and often near changes of the clock.
times = st.builds(
    "{} {}".format,
    st.sampled_from([0, 0, 30, 59]) | st.integers(0, 59),
    st.sampled_from([0, 0, 1, 3, 9, 18]) | st.integers(0, 23),
)
windows = st.builds(
    lambda days, begin, end, capacity: {
        "days": days,
        "from": begin,
        "to": end,
        **capacity,
    },
    days(),
    times,
    times,
    capacities(),
)
holidays = st.sets(
    st.dates(date(2025, 12, 30), date(2029, 1, 2))
    # Some in a row, about a change of the year and of clocks.
    | st.dates(date(2026, 12, 30), date(2027, 1, 3))
    | st.dates(date(2026, 3, 27), date(2026, 3, 30)),
    max_size=6,
).map(lambda found: sorted(each.isoformat() for each in found))
cases = st.fixed_dictionaries(
    {
        "holidays": holidays,
        "outside": capacities(),
        "windows": st.dictionaries(
            st.sampled_from("abcd"), windows, min_size=1, max_size=4
        ),
    }
)


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    """Compute the actions of a case by the module's own expressions."""
    folder = tmp_path_factory.mktemp("actions")
    root = folder / "main.tf"
    root.write_text(
        f"""
        variable "case" {{ type = any }}

        module "actions" {{
          source   = "{MODULE}"
          holidays = var.case.holidays
          outside  = var.case.outside
          windows  = var.case.windows
        }}
        """
    )
    terraform(folder, "init")

    def compute(case):
        (folder / "case.auto.tfvars.json").write_text(json.dumps({"case": case}))
        said = terraform(folder, "console", said="jsonencode(module.actions)")
        return json.loads(json.loads(said))

    return compute


def terraform(folder, command, *, said=""):
    run = subprocess.run(
        ["terraform", command],
        cwd=folder,
        input=said,
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def fired(actions, zone, year):
    """Return what fires in a year, in order."""
    begin = datetime(year, 1, 1, tzinfo=UTC)
    found = [
        (at, action)
        for action in actions.values()
        for at in parse_schedule(
            action["schedule"], find_zone(zone), created=begin
        ).between(begin - timedelta(minutes=1), begin.replace(year=year + 1))
    ]
    return sorted(found, key=lambda each: each[0])


def at_clock_changes(changes, zone):
    return any(
        begin <= minute < end
        for spans in affected(find_zone(zone)).values()
        for begin, end in spans
        for minute in changes
    )


BUSINESS = {"days": "MON-FRI", "from": "0 9", "to": "0 18", "min": 2, "max": 4}
OUTSIDE = {"min": 1, "max": 1}
NIGHT = {"days": "*", "from": "0 22", "to": "0 6", "min": 3, "max": 3}


@given(case=cases, zone=st.sampled_from(ZONES), year=st.sampled_from(YEARS))
@example(
    case={
        "holidays": ["2026-12-25", "2026-12-26", "2027-01-01"],
        "outside": OUTSIDE,
        "windows": {"business": BUSINESS, "night": NIGHT},
    },
    zone="America/New_York",
    year=2026,
)
@settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_actions_leave_behind_what_the_windows_describe(computed, case, zone, year):
    found = computed(case)
    # The plan refuses these.
    assume(not at_clock_changes(found["changes"], zone))

    runs = fired(found["actions"], zone, year)
    wanted = described(case, zone, year)
    left = left_behind(runs, wanted[:, 0], year)

    wrong = np.flatnonzero((wanted != left).any(axis=0))
    assert wrong.size == 0, (
        f"{minute(wrong[0], year, zone)}: {left[:, wrong[0]]}, "
        f"and the windows say {wanted[:, wrong[0]]}"
    )
    # Two at once have no order; one that changes nothing would undo a stop.
    for (before, action), (after, following) in pairwise(runs):
        assert before < after
        assert action | {"schedule": ""} != following | {"schedule": ""}


def minute(index, year, zone):
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
        minutes=int(index) + minute_of(year)
    )
    return at.astimezone(find_zone(zone)).isoformat()
