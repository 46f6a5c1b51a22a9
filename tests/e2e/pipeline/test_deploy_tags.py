"""What AWS names itself is of whose tag it has: nobody takes it over by tagging it."""

from typing import Any

from tests.e2e.pipeline.sessions import DENIED, answer, session


def test_a_key_cannot_be_taken_over_by_its_tag(world, staging, key):
    kms, tags = staging("kms"), [{"TagKey": "Environment", "TagValue": "staging"}]
    state = world.client("kms").describe_key(KeyId="alias/inferway-tfstate")

    for taken in (key("production"), state["KeyMetadata"]["Arn"]):
        assert answer(kms.tag_resource, KeyId=taken, Tags=tags) in DENIED
    assert answer(kms.tag_resource, KeyId=key("staging"), Tags=tags) == ""


def test_nor_a_certificate_nor_a_backup_plan(world, key):
    production, tags = session(world, "apply-production"), {"Environment": "production"}
    acm, backup = production("acm"), production("backup")
    world.client("backup").create_backup_vault(
        BackupVaultName="vault", EncryptionKeyArn=key("production")
    )
    for environment, allowed in (("production", True), ("registry", False)):
        own = {"Environment": environment}
        certificate = world.client("acm").request_certificate(
            DomainName="example.com", Tags=pairs(own)
        )["CertificateArn"]
        plan = world.client("backup").create_backup_plan(
            BackupPlan=plan_of(environment), BackupPlanTags=own
        )["BackupPlanArn"]
        codes = [
            answer(
                acm.add_tags_to_certificate,
                CertificateArn=certificate,
                Tags=pairs(tags),
            ),
            answer(backup.tag_resource, ResourceArn=plan, Tags=tags),
        ]
        assert [code not in DENIED for code in codes] == [allowed] * 2


def pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def plan_of(name: str) -> dict[str, Any]:
    rule = {
        "RuleName": "daily",
        "TargetBackupVaultName": "vault",
        "ScheduleExpression": "cron(0 5 * * ? *)",
        "Lifecycle": {"DeleteAfterDays": 35},
    }
    return {"BackupPlanName": name, "Rules": [rule]}
