"""A container's processors are those that its control group lets it take."""

import os

import pytest

from prediction.processors import processors

USABLE = len(os.sched_getaffinity(0))


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("100000 100000", 1),
        ("10000 100000", 1),
        ("6400000 100000", USABLE),
        ("max 100000", USABLE),
        ("1 2 3", USABLE),
        ("", USABLE),
        ("100000 0", USABLE),
    ],
)
def test_version_2(tmp_path, words, wanted):
    (tmp_path / "cpu.max").write_text(words + "\n")

    assert processors(tmp_path) == wanted


@pytest.mark.parametrize(("quota", "wanted"), [("50000", 1), ("-1", USABLE)])
def test_version_1(tmp_path, quota, wanted):
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text(quota + "\n")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n")

    assert processors(tmp_path) == wanted


def test_without_a_control_group_all_that_it_may_run_on(tmp_path):
    assert processors(tmp_path / "none") == USABLE


@pytest.mark.skipif(USABLE < 2, reason="this machine has one processor")
def test_a_part_of_a_processor_counts_as_one(tmp_path):
    (tmp_path / "cpu.max").write_text("110000 100000\n")

    assert processors(tmp_path) == 2
