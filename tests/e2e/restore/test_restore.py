"""docs/runbooks/restore.md, from a backup to serving: its commands, in its order."""

from tests.e2e.restore.conftest import BACK, versions
from tests.e2e.restore.world import AWAY, PREFIX
from tests.support.readme import REPO
from tests.support.routed import predicted
from tests.support.runbook import PAGE, commands

TABLES = "3. The tables"


def test_the_old_key_asks_the_old_model(story):
    answer = story.world.ask(
        "POST", story.outputs["predict_url"], {"instances": ["alder", "yew"]}
    )

    assert answer.status == 200, answer
    assert answer.body["predictions"] == predicted(["alder", "yew"])
    bucket = story.outputs["model_bucket"]
    assert bucket.endswith(AWAY)
    # The same version ids: what the pointer pins is what is there.
    assert versions(story.world, bucket, AWAY) == story.model


def test_a_record_from_before_is_read_by_its_key(story):
    answer = story.world.ask("GET", f"{story.outputs['inferences_url']}/{story.done}")

    assert answer.status == 200, answer
    assert answer.body["status"] == "succeeded"
    assert answer.body["predictions"] == predicted(["oak", "pine"])


def test_what_was_unfinished_is_finished_here(story):
    url = f"{story.outputs['inferences_url']}/{story.unfinished}"

    ended = story.world.until_over(url)

    assert ended["status"] == "succeeded", ended
    assert ended["predictions"] == predicted(["fir"])
    assert "1 unfinished inferences are" in story.printed[TABLES]


def test_what_came_after_the_copy_is_sent_again_under_its_key(story):
    url = story.outputs["inferences_url"]
    lost = story.world.ask("GET", f"{url}/{story.too_late}")

    again = story.world.ask(
        "POST", url, {"instances": ["elm"]}, idempotency_key="too-late"
    )

    assert lost.status == 404
    assert (again.status, again.body["id"]) == (202, story.too_late)


def test_operators_still_have_the_last_word(story):
    items = story.world.client("dynamodb", AWAY).scan(
        TableName=story.outputs["routing_config_table"]
    )["Items"]
    rules = {item["configKey"]["S"]: item for item in items}

    assert rules["operator#*"]["batchThreshold"] == {"N": "77"}
    # Terraform's own were in the backup, and were made anew all the same.
    assert rules["terraform#*"]["batchThreshold"] == {"N": "1000"}
    assert "1 items of the routing config" in story.printed[TABLES]


def test_the_tables_have_what_aws_does_not_restore(story):
    client = story.world.client("dynamodb", AWAY)
    name = f"{PREFIX}-inferences"
    table = client.describe_table(TableName=name)["Table"]
    ttl = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    recovery = client.describe_continuous_backups(TableName=name)[
        "ContinuousBackupsDescription"
    ]["PointInTimeRecoveryDescription"]
    tags = client.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]

    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert (ttl["AttributeName"], ttl["TimeToLiveStatus"]) == ("expiresAt", "ENABLED")
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    assert {"Key": "Environment", "Value": "restored"} in tags


def test_the_runbook_counts_what_is_adopted(story):
    [said] = [step for step in story.printed if step.startswith("4.")]
    [apply] = [
        line
        for line in story.printed[said].splitlines()
        if line.startswith("Apply complete!")
    ]

    assert "18 imported" in apply
    assert "0 destroyed" in apply
    assert "18 to import" in " ".join((REPO / PAGE).read_text().split())


def test_a_damaged_record_is_put_back(story):
    before, after = story.put_back

    assert "payload" in before
    assert after == before


def test_the_old_state_lets_go_of_the_models(story):
    """Last: the shell is in the old state from then on."""
    story.world.region("eu-west-1", "up")

    story.world.run(*commands(BACK))

    left = story.world.run('terraform -chdir="$ROOT" state list').splitlines()
    assert left
    assert not [address for address in left if "standby_models" in address]
    assert "module.stack.module.records.aws_dynamodb_table.global" in left
