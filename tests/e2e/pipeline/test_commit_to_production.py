"""The workflows, run in order on the local AWS, from a commit to production."""

import re

import pytest

from tests.e2e.pipeline.conftest import Released
from tests.e2e.pipeline.scenarios import ended, pull_request, run, story
from tests.e2e.pipeline.sessions import DENIED, answer, session
from tests.support.pipeline_world import World
from tests.support.production_footprint import footprint, images
from tests.support.workflow_parts import Event


def test_a_commit_goes_to_production_through_every_gate(release: Released):
    runs = release.runs

    assert ended(runs) == dict.fromkeys(runs, "success"), story(runs)
    assert release.gates == [
        "images",
        "staging",
        "staging",
        "production-plan",
        "production",
    ]
    assert runs["production"].step("make go-back").outcome == "skipped"


def test_the_plan_that_was_approved_is_what_is_applied(release: Released):
    proposed = release.runs["propose"]
    applied = release.runs["production"].step("make apply")
    plans = footprint(release.world)["plans"]

    # Another plan took its place after the approval, and was left alone.
    assert proposed.outputs["version_id"] in plans
    assert len(plans) > 1
    assert release.reviewed == proposed.outputs["sha256"]
    [planned] = re.findall(r"(\d+) to add", proposed.steps[-1].said)
    [added] = re.findall(r"(\d+) added", applied.said)
    assert int(added) == int(planned) > 0


def test_production_runs_the_images_that_were_pushed(release: Released):
    pushed = dict(release.digests)
    # The failover's functions live in the Region that takes over.
    del pushed["failover"]

    assert images(release.world) == set(pushed.values())


def test_staging_does_not_scale_what_is_of_production(released: World):
    scaling = session(released, "apply-staging")("application-autoscaling")
    targets = [
        target
        for namespace in ("lambda", "sagemaker")
        for target in scaling.describe_scalable_targets(ServiceNamespace=namespace)[
            "ScalableTargets"
        ]
        if "inferway-production-" in target["ResourceId"]
    ]

    assert targets
    for target in targets:
        of = ("ServiceNamespace", "ResourceId", "ScalableDimension")
        named = {name: target[name] for name in of}
        assert answer(scaling.deregister_scalable_target, **named) in DENIED


def test_a_pull_request_of_a_fork_gets_no_plan(released: World):
    payload = pull_request()
    payload["pull_request"]["head"]["repo"]["full_name"] = "octo-fork/models"
    event = Event(name="pull_request", sha=released.head, payload=payload)

    runs = run(released, "checks", event)

    assert {name for name, end in ended(runs).items() if end == "skipped"} == {
        "plan (staging)",
        "plan (production)",
    }


@pytest.mark.parametrize(
    "event",
    [{"name": "schedule"}, {"name": "workflow_dispatch"}],
    ids=lambda event: event["name"],
)
def test_a_game_day_is_approved_and_leaves_its_report(released: World, event):
    released.gates.clear()

    runs = run(released, "drill", Event(**event, sha=released.head))

    assert ended(runs) == {"drill": "success"}, story(runs)
    assert released.gates == ["production-drill"]
    assert runs["drill"].steps[-1].what == "actions/upload-artifact"


def test_an_environment_of_one_region_has_no_role_for_game_days(released: World):
    staging = Event(
        name="workflow_dispatch", sha=released.head, inputs={"environment": "staging"}
    )

    runs = run(released, "drill", staging)

    assert ended(runs) == {"drill": "failure"}
    assert "Not authorized" in runs["drill"].failed_step.said
