"""What the README tells a person to do on a laptop."""

import os
import re
from pathlib import Path

from tests.support.deployment import REPO, Deployment
from tests.support.readme import copy_checkout, run_script, section


def test_the_laptop_section_names_targets_that_exist():
    targets = re.findall(r"^([a-z-]+):", (REPO / "Makefile").read_text(), re.MULTILINE)

    named = [line for block in section("On a laptop") for line in block.splitlines()]

    assert named == ["make demo", "make down"]
    assert {line.removeprefix("make ") for line in named} <= set(targets)


def test_a_model_of_ones_own(
    deployment: Deployment, tmp_path: Path, the_demo_model_stays_live
):
    checkout = copy_checkout(tmp_path)
    (checkout / ".local").symlink_to(deployment.state_dir)
    [script] = section("Your own model")

    printed = run_script(checkout, script, dict(os.environ))

    assert "sentiment" in printed
