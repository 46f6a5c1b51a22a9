"""`inferway preflight` as a person, or a pipeline, types it."""

import io
import json

import pytest
import urllib3

from tests.support.served import REGION, serving
from tests.unit.preflight.test_plan import module, plan, variant

BUCKET = "preflight-command-tfstate"
ACCOUNT = "123456789012"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("preflight-command")) as served:
        # moto's account is one for the process: a gateway's test may have given it one.
        no_role = {"op": "replace", "path": "/cloudwatchRoleArn", "value": ""}
        served.client("apigateway").update_account(patchOperations=[no_role])
        yield served


@pytest.fixture
def here(served, monkeypatch):
    for name, value in served.local.environment(REGION).items():
        monkeypatch.setenv(name, value)
    return served


def found(shown):
    return {one["check"]: one for one in shown.document["findings"]}


def test_what_blocks_is_a_table_and_exit_code_1(inferway, here):
    shown = inferway("preflight", "--account", "222222222222")

    assert shown.code == 1
    lines = shown.out.splitlines()
    assert lines[0].startswith("BLOCKED  caller")
    assert lines[1].strip().startswith("-> Log in to account 222222222222")
    assert any(line.startswith("ok       region") for line in lines)
    assert "2 BLOCKED" in lines[-1]  # API Gateway has no role either


def test_json_says_the_same(inferway, here):
    shown = inferway("preflight", "--account", "222222222222", "--json")

    assert (shown.code, shown.document["blocked"]) == (1, True)
    caller = found(shown)["caller"]
    assert set(caller) == {"check", "status", "found", "mend"}
    assert caller["status"] == "blocked"


def test_what_is_named_is_looked_at(inferway, here):
    registry = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
    shown = inferway(
        *("preflight", "--account", ACCOUNT, "--state-bucket", BUCKET),
        *("--image", f"{registry}/none@sha256:{'1' * 64}"),
        *("--instances", "ml.m5.large=3", "--transform", "ml.m5.large=9"),
        *("--serverless-concurrency", "5", "--repository", "own/app", "--json"),
    )

    assert shown.code == 1
    checks = [(one["check"], one["status"]) for one in shown.document["findings"]]
    assert checks == [
        ("caller", "ok"),
        ("region", "ok"),
        ("services", "ok"),
        ("image none", "blocked"),
        ("api gateway role", "blocked"),
        ("quota", "ok"),
        ("quota", "ok"),
        ("quota", "blocked"),
        ("lambda concurrency", "ok"),
        ("subscriptions", "ok"),
        ("state bucket", "blocked"),
        ("github", "blocked"),
        ("billing alerts", "warning"),
        ("billing subscriptions", "ok"),
    ]


def test_before_the_registry_nothing_of_it_is_missed(inferway, here):
    s3 = here.client("s3")
    s3.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )

    shown = inferway(
        *("preflight", "--before-registry", "--state-bucket", BUCKET),
        *("--repository", "own/app", "--json"),
    )

    s3.delete_bucket(Bucket=BUCKET)
    assert (shown.code, shown.document["blocked"]) == (0, False)
    assert found(shown)["state bucket versioning"]["status"] == "ok"


def test_what_may_not_be_seen_is_told_and_hides_nothing(inferway, here):
    fault = {
        "service": "lambda",
        "operation": "GetAccountSettings",
        "calls": 1,
        "code": "AccessDeniedException",
        "status": 403,
    }
    urllib3.request("POST", f"{here.local.url}/_local/faults", json=fault)

    shown = inferway("preflight", "--before-registry", "--json")

    assert shown.code == 0
    concurrency = found(shown)["lambda concurrency"]
    assert concurrency["status"] == "could-not-look"
    assert "lambda:GetAccountSettings" in concurrency["mend"]
    assert found(shown)["subscriptions"]["status"] == "ok"


def test_a_plan_says_what_to_look_at(inferway, here, tmp_path, monkeypatch):
    path = tmp_path / "plan.json"
    wanted = variant(instance_type="ml.m5.large", initial_instance_count=9)
    path.write_bytes(plan(module("module.stack", wanted), regions=["eu-central-1"]))

    shown = inferway("preflight", "--before-registry", "--plan", path, "--json")

    assert shown.code == 1
    quota = found(shown)["quota"]
    assert quota["status"] == "blocked"
    assert "--desired-value 9 --region eu-central-1" in quota["mend"]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    again = inferway("preflight", "--before-registry", "--plan", "-", "--json")
    assert again.document == shown.document
    none = inferway("preflight", "--plan", tmp_path / "none.json")
    assert (none.code, none.out) == (1, "")


def test_a_second_region_is_looked_at_too(inferway, here):
    registry = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
    shown = inferway(
        *("preflight", "--image", f"{registry}/none@sha256:{'1' * 64}"),
        *("--instances", "ml.m5.large=5", "--second-region", "eu-central-1"),
        *("--models", "preflight-none-1", "--models", "preflight-none-2", "--json"),
    )

    second = {
        check.removeprefix("eu-central-1 "): one
        for check, one in found(shown).items()
        if check.startswith("eu-central-1 ")
    }
    assert {check: one["status"] for check, one in second.items()} == {
        "region": "ok",
        "services": "ok",
        "image none": "blocked",
        "api gateway role": "blocked",
        "quota": "blocked",
        "lambda concurrency": "ok",
        "subscriptions": "ok",
        "second model store": "could-not-look",
    }
    assert "is not in eu-central-1" in second["image none"]["found"]
    assert "--region eu-central-1" in second["quota"]["mend"]


def test_outputs_name_the_second_region_and_what_is_in_both(inferway, here, tmp_path):
    home, standby = (
        {"region": region, "model_bucket": f"preflight-none-{region}"}
        for region in (REGION, "eu-central-1")
    )
    recovery = {
        "home": {**home, "usage_plan_ids": {"demo": "a"}},
        "standby": {**standby, "usage_plan_ids": {}},
        "records_table": "preflight-none",
        "routing_config_table": "preflight-none-config",
        "health_check_ids": {"home_endpoint": "preflight-none"},
    }
    outputs = tmp_path / "outputs.json"
    outputs.write_text(json.dumps({"recovery": {"value": recovery}}))

    shown = inferway("preflight", "--outputs", outputs, "--json")

    assert {
        check: one["status"]
        for check, one in found(shown).items()
        if check.startswith("eu-central-1 ")
    }.items() >= {
        "eu-central-1 region": "ok",
        "eu-central-1 table preflight-none": "warning",
        "eu-central-1 health check home_endpoint": "warning",
        "eu-central-1 second model store": "could-not-look",
        "eu-central-1 copies of the live model": "could-not-look",
    }.items()


def test_model_stores_are_two(inferway, here):
    assert inferway("preflight", "--models", "one").code == 2


def test_a_region_that_there_is_not(inferway, here):
    shown = inferway("preflight", "--region", "eu-none-9", "--json")

    assert shown.code == 1
    # Nothing in it is asked: nobody would answer.
    assert [one["check"] for one in shown.document["findings"]] == ["caller", "region"]
    assert found(shown)["region"]["status"] == "blocked"


def test_who_cannot_ask_learns_why(inferway, here, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    shown = inferway("preflight", "--json")

    assert (shown.code, shown.document["error"]["code"]) == (3, "unavailable")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--account", "me"], 1),
        (["--image", "prediction:latest"], 1),
        (["--instances", "two"], 1),
        (["--serverless-concurrency", "-1"], 2),
    ],
)
def test_a_wrong_option_asks_nothing(inferway, here, arguments, code):
    shown = inferway("preflight", *arguments)

    assert (shown.code, shown.out) == (code, "")


def test_a_region_is_named_somehow(inferway, here, monkeypatch, tmp_path):
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    shown = inferway("preflight")

    assert shown.code == 2
    assert "--region" in shown.err
