"""A replica has its own key and its own recovery, and none unless they are said.

What a failover moves to would be what nobody can restore. A table is copied by its
stream, which must hold both images.
"""

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from inferway_documents import blocks, texts


class ReplicaIsAsItsTable(BaseResourceCheck):
    """Reads replicas, within a table or beside it."""

    def __init__(self) -> None:
        """Register the policy."""
        super().__init__(
            name="Replicas of tables have a key and recovery of their own",
            id="CKV2_INFERWAY_23",
            categories=[CheckCategories.BACKUP_AND_RECOVERY],
            supported_resources=["aws_dynamodb_table", "aws_dynamodb_table_replica"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Fail a replica without them, and a table that cannot be copied."""
        beside = self.entity_type == "aws_dynamodb_table_replica"
        replicas = [conf] if beside else list(blocks(conf, "replica"))
        if not replicas:
            return CheckResult.UNKNOWN
        complete = all(
            texts(replica.get("kms_key_arn"))
            and texts(replica.get("point_in_time_recovery")) == ("True",)
            for replica in replicas
        )
        streams = beside or texts(conf.get("stream_view_type")) == (
            "NEW_AND_OLD_IMAGES",
        )
        return CheckResult.PASSED if complete and streams else CheckResult.FAILED


policy = ReplicaIsAsItsTable()
