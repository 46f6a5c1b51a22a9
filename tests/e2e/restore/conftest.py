"""A Region is lost, and restored by the runbook: once for this folder."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.restore.world import (
    AWAY,
    HOME,
    PREFIX,
    World,
    prepare,
    shell,
)
from tests.support.deployment import Deployment, eventually
from tests.support.local_aws import running_local_aws
from tests.support.models import promote
from tests.support.readme import copy_checkout
from tests.support.routed import publish_word_model
from tests.support.runbook import commands, headings

BACK = "8. When the lost Region is back"
DAMAGED = "A table is damaged, and its Region is well"
READY = "While all is well"


@dataclass(kw_only=True)
class Story:
    """What happened.

    Attributes:
        world: Where.
        model: Version of the live model, and its objects' version ids, before.
        done: ID of an inference that had ended before the last copy.
        unfinished: ID of one that had not.
        too_late: ID of one that came after the last copy.
        put_back: A record before it was damaged, and after it was put back.
        printed: What each step of the runbook printed.
        outputs: Of the restored environment.

    """

    world: World
    model: dict[str, Any]
    done: str
    unfinished: str
    too_late: str = ""
    put_back: tuple[Any, Any] | None = None
    printed: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="package")
def story(tmp_path_factory) -> Iterator[Story]:
    """Live in an environment, lose its Region, and do what the runbook says."""
    folder = tmp_path_factory.mktemp("restore")
    with running_local_aws(folder) as local:
        world = World(
            local=local, checkout=copy_checkout(folder / "checkout"), env=shell(local)
        )
        prepare(world)
        told = live(world, folder)
        told.put_back = repair(world, told.done)
        world.run(*commands(READY))
        eventually(lambda: len(copies(world)) == 2, within_seconds=300)
        told.too_late = post(world, ["elm"], "too-late")
        world.region(HOME, "failing")
        for step in headings():
            if step[0].isdigit() and step != BACK:
                told.printed[step] = world.run(*commands(step))
        told.outputs = world.outputs()
        yield told


def live(world: World, folder: Path) -> Story:
    """Publish a model, set a rule, and leave one inference done and one not."""
    outputs = world.outputs()
    deployment = Deployment(local=world.local, state_dir=folder, demo={})
    deployment.__dict__["outputs"] = outputs
    promote(deployment, publish_word_model(deployment, folder / "words"))
    world.key = deployment.account.api_key(outputs["api_key_ids"]["tests"])
    table = outputs["routing_config_table"]
    inferway(world, "config", "set", "--all", "batchThreshold=77", "--table", table)
    done = post(world, ["oak", "pine"], "before")
    world.until_over(f"{outputs['inferences_url']}/{done}")
    return Story(
        world=world,
        model=versions(world, outputs["model_bucket"], HOME),
        done=done,
        unfinished=post(world, ["fir"], "unfinished"),
    )


def repair(world: World, inference_id: str) -> tuple[Any, Any]:
    """Damage a record, and put it back as the runbook says; return both.

    The local AWS recovers a table as it is now, so the damage comes after the restore.
    """
    restore, put_back = commands(DAMAGED)
    names = "\n".join(restore.splitlines()[:2])
    dynamodb, table = world.client("dynamodb"), f"{PREFIX}-inferences"
    key = {"id": {"S": inference_id}}
    before = dynamodb.get_item(TableName=table, Key=key)["Item"]
    world.run(restore)
    dynamodb.update_item(TableName=table, Key=key, UpdateExpression="REMOVE payload")
    world.run(names, put_back.replace("0123456789abcdef" * 2, inference_id))
    return before, dynamodb.get_item(TableName=table, Key=key)["Item"]


def inferway(world: World, *arguments: str) -> None:
    command = Path(sys.executable).with_name("inferway")
    subprocess.run([command, *arguments], env=world.env, check=True)


def post(world: World, words: list[str], key: str) -> str:
    """Send an inference, which waits for a window; return its ID."""
    answer = world.ask(
        "POST",
        world.outputs()["inferences_url"],
        {"instances": words},
        idempotency_key=key,
    )
    assert answer.status == 202, answer
    return str(answer.body["id"])


def copies(world: World) -> list[Any]:
    return world.client("backup", AWAY).list_recovery_points_by_backup_vault(
        BackupVaultName=f"{PREFIX}-backups"
    )["RecoveryPoints"]


def versions(world: World, bucket: str, region: str) -> dict[str, str]:
    """Return the newest version id of each object."""
    found = world.client("s3", region).list_object_versions(Bucket=bucket)["Versions"]
    return {v["Key"]: v["VersionId"] for v in found if v["IsLatest"]}
