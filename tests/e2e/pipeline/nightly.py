"""The rest of the workflows' ways, too long for every change: `make pipeline`."""

import re

import urllib3

from tests.e2e.pipeline.scenarios import (
    deploy,
    ended,
    fails_in,
    live,
    pull_request,
    run,
    story,
    told,
)
from tests.support.pipeline_world import World
from tests.support.production_footprint import PREFIX, footprint, images
from tests.support.workflow_parts import Event

PACKAGE = "lambdas/prediction/src/prediction/__init__.py"
GATEWAY = "lambdas/prediction/src/prediction/api_gateway.py"
ANSWER = "    return to_proxy_answer(answer)\n"
# Over HTTP alone, where smoke's own calls of the function do not see it.
NOTHING = """    if event["requestContext"].get("stage"):
        return {**to_proxy_answer(answer), "body": "[]"}
    return to_proxy_answer(answer)
"""
NOTHING_IN_PRODUCTION = """    import os

    there = os.environ["AWS_LAMBDA_FUNCTION_NAME"].startswith("inferway-production")
    if there and event["requestContext"].get("stage"):
        return {**to_proxy_answer(answer), "body": "[]"}
    return to_proxy_answer(answer)
"""


def test_a_pull_request_is_told_what_each_environment_costs(released: World):
    event = Event(name="pull_request", sha=released.head, payload=pull_request())

    runs = run(released, "checks", event)

    assert set(ended(runs).values()) == {"success"}, story(runs)
    comments = [one for one in released.told if one[1:4] == ["pr", "comment", "7"]]
    assert len(comments) == len(["staging", "production"])
    assert all("pull-requests:write" in one[0] for one in comments)
    assert all("USD a month at rest" in "\n".join(one) for one in comments)


def test_a_pull_request_of_a_fork_gets_no_plan(released: World):
    payload = pull_request()
    payload["pull_request"]["head"]["repo"]["full_name"] = "octo-fork/models"
    event = Event(name="pull_request", sha=released.head, payload=payload)

    runs = run(released, "checks", event)

    assert {name for name, end in ended(runs).items() if end == "skipped"} == {
        "plan (staging)",
        "plan (production)",
    }


def test_no_drift_opens_no_issue(released: World):
    runs = run(released, "drift", Event(name="schedule", sha=released.head))

    assert ended(runs) == {"plan": "success", "tell": "skipped"}, story(runs)
    assert runs["plan"].outputs == {"production": "false", "staging": "false"}


def test_drift_opens_an_issue(released: World):
    group = released.outputs("staging")["prediction_log_group"]
    logs = released.client("logs")
    [found] = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    logs.put_retention_policy(logGroupName=group, retentionInDays=1)

    runs = run(released, "drift", Event(name="workflow_dispatch", sha=released.head))

    logs.put_retention_policy(
        logGroupName=group, retentionInDays=found["retentionInDays"]
    )
    assert ended(runs) == {"plan": "success", "tell": "success"}, story(runs)
    issue = told(released, "issue", "create")
    assert issue[0] == "issues:write"
    assert "Changed: staging true, production false." in issue[-1]
    assert "/actions/runs/" in issue[-1]


def test_a_failing_smoke_test_stays_in_staging(released: World):
    before = footprint(released)
    sha = released.change("Answer nothing", GATEWAY, ANSWER, NOTHING)

    runs = deploy(released, sha)

    said = fails_in(runs, "smoke", "make check")
    assert "requests failed (100.0%" in said
    assert "other predictions" in said
    assert footprint(released) == before
    released.revert()


def test_an_endpoint_that_was_rolled_back_stays_in_staging(released: World):
    before = footprint(released)
    served = released.outputs("staging")["served"]["endpoints"]
    [endpoint] = [one["endpoint_name"] for one in served.values()]
    answer = urllib3.request(
        "POST", f"{released.local.url}/_local/endpoints/{endpoint}/rollback", json={}
    )
    assert answer.status == 200, answer.data
    sha = released.append("Change the image", PACKAGE, "# Another image.\n")

    runs = deploy(released, sha)

    said = fails_in(runs, "staging", "make deploy")
    # The provider saw it under way, or the module's own guard found it done.
    assert re.search(r"RollingBack|rolled\s+the\s+update", said)
    assert footprint(released) == before
    released.revert()


def test_production_goes_back_to_the_last_good_image_and_model(released: World):
    running, model = images(released), live(released, "production")
    sha = released.change(
        "Answer nothing in production", GATEWAY, ANSWER, NOTHING_IN_PRODUCTION
    )

    def promote_another(job: str, command: str) -> None:
        if (job, command) == ("production", "make apply"):
            assert images(released) == running
            released.publish("production", "another")

    runs = deploy(released, sha, promote_another)

    assert "requests failed (100.0%" in fails_in(runs, "production", "make check")
    assert runs["production"].step("make go-back").outcome == "success", story(runs)
    assert images(released) == running
    assert live(released, "production") == model
    assert released.gates == [
        "images",
        "staging",
        "staging",
        "production-plan",
        "production",
    ]
    assert all(name.startswith(PREFIX) for name in footprint(released)["endpoints"])
