"""Whatever fails in staging, production stays what it was."""

import re

from tests.e2e.pipeline.scenarios import broken_model, deploy, fails_in
from tests.support.pipeline_world import World
from tests.support.production_footprint import footprint

# What an endpoint's container begins with.
FRONT = "lambdas/prediction/src/prediction/sagemaker_front.py"


def test_a_broken_model_stays_in_staging(released: World):
    before = footprint(released)
    good = released.models["staging"]
    broken_model(released, "staging")

    runs = deploy(released, released.head)

    said = fails_in(runs, "smoke", "make check")
    # What served before serves on, or nothing does.
    assert re.search(r"^WRONG  function prediction +(model|golden)", said, re.MULTILINE)
    assert footprint(released) == before
    released.promote("staging", good)


def test_a_broken_image_stays_in_staging(released: World):
    before = footprint(released)
    broken = 'raise SystemExit("this image does not answer")\n'
    sha = released.change("Break it", FRONT, '"""', broken + '"""')

    runs = deploy(released, sha)

    assert "terraform apply of staging failed" in fails_in(
        runs, "staging", "make deploy"
    )
    assert footprint(released) == before
    released.revert()
