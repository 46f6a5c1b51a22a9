"""A release goes back to what ran before it."""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from deployment import steps as module
from deployment.errors import DeploymentError
from deployment.images import FUNCTIONS
from deployment.release import Release
from deployment.steps import Steps

BEFORE = Release(
    images=dict.fromkeys(FUNCTIONS, f"sha256:{1:064x}"),
    model=("newsgroups", "0123456789abcdef"),
    traffic=None,
)


@dataclass
class Terraform:
    """Stands in for terraform and notes what it is to do."""

    running: dict = field(default_factory=lambda: dict(BEFORE.images))
    standby: dict | None = None
    environment: str = "production"
    changes: bool = True
    done: list = field(default_factory=list)

    def plan(self, out, digests):
        self.done.append(("plan", dict(digests)))
        return self.changes

    def apply(self, plan):
        self.done.append(("apply", plan.name))

    def outputs(self):
        functions = {
            FUNCTIONS[image]: {"image_digest": digest}
            for image, digest in self.running.items()
        }
        return {
            "model_bucket": "models",
            "served": {"functions": functions},
            "standby_served": self.standby,
        }

    def outputs_as_printed(self):
        return "as printed"


@pytest.fixture
def commands(monkeypatch):
    """Note the commands that are run, and let each end well."""
    ran = []

    def run(words, **_):
        ran.append([Path(words[0]).name, *words[1:]])
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(module.subprocess, "run", run)
    return ran


def steps(terraform):
    return Steps(terraform=terraform, session=None, dist=Path("dist"))


def test_it_goes_back_to_the_images_and_the_model(commands):
    terraform = Terraform()

    steps(terraform).go_back(BEFORE)

    assert terraform.done == [
        ("plan", BEFORE.images),
        ("apply", "production.tfplan"),
    ]
    assert commands == [["inferway", "promote", *BEFORE.model, "--bucket", "models"]]


@pytest.mark.usefixtures("commands")
def test_what_did_not_run_before_stays_when_it_goes_back():
    new = f"sha256:{2:064x}"
    terraform = Terraform(running=dict.fromkeys(FUNCTIONS, new))
    alone = {k: v for k, v in BEFORE.images.items() if k != "failover"}

    steps(terraform).go_back(replace(BEFORE, images=alone))

    assert terraform.done[0] == ("plan", {**BEFORE.images, "failover": new})


def test_a_model_alone_is_returned_where_the_images_are_the_same(commands):
    terraform = Terraform(changes=False)

    steps(terraform).go_back(BEFORE)

    assert [what for what, _ in terraform.done] == ["plan"]
    assert len(commands) == 1


def test_the_first_release_has_nothing_to_go_back_to(commands):
    terraform = Terraform()

    with pytest.raises(DeploymentError, match="first release"):
        steps(terraform).go_back(None)

    assert (terraform.done, commands) == ([], [])


def test_a_deployment_applies_the_plan_that_it_made():
    terraform = Terraform()
    digests = dict(BEFORE.images)

    steps(terraform).deploy(json.dumps(digests))

    assert terraform.done == [("plan", digests), ("apply", "production.tfplan")]


@pytest.mark.parametrize(
    ("standby", "looked_at"),
    [
        (None, ["as printed"]),
        (
            {"region": "eu-central-1"},
            ["as printed", '{"served": {"value": {"region": "eu-central-1"}}}'],
        ),
    ],
)
def test_a_check_looks_at_every_region_there_is(monkeypatch, standby, looked_at):
    given = []

    def run(words, **settings):
        assert words[1:] == ["smoke", "-", "--timeout", "900"]
        given.append(settings["input"])
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(module.subprocess, "run", run)
    monkeypatch.setattr(Steps, "_live", lambda *_: None)

    with pytest.raises(DeploymentError, match="no model is live"):
        steps(Terraform(standby=standby)).check(None)

    assert given == looked_at


def test_a_game_day_gives_back_whatever_came_of_it(monkeypatch, tmp_path):
    ran = []

    def run(words, *, env, **_):
        ran.append(words[2])
        assert (env["INFERWAY_API_KEY"], "secret" in words) == ("secret", False)
        Path(words[words.index("--report") + 1]).write_text("report")
        return SimpleNamespace(returncode=int(words[2] == "failover"))

    monkeypatch.setattr(module.subprocess, "run", run)
    monkeypatch.setattr(Steps, "_key", lambda *_: "secret")
    one = Steps(terraform=Terraform(), session=None, dist=tmp_path)

    with pytest.raises(DeploymentError, match=r"^inferway drill failover .* with 1$"):
        one.drill()

    assert ran == ["failover", "failback"]
    assert {path.name for path in (tmp_path / "drill").iterdir()} == {
        "failback.md",
        "failover.md",
    }
