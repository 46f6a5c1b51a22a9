"""Whether AWS Backup may copy backups of tables to another Region.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CreateBackupAWS.html
"""

from preflight.facts import TableBackups
from preflight.findings import Finding, blocked, good

CHECK = "backups of tables"


def judge(region: str, found: TableBackups) -> Finding:
    """Return whether a plan of backups does what it says in a Region."""
    mend = f"`aws backup update-region-settings --region {region}"
    if not found.opted_in:
        return blocked(
            CHECK,
            f"AWS Backup leaves tables alone in {region}: a plan takes none.",
            f"{mend} --resource-type-opt-in-preference DynamoDB=true`.",
        )
    if not found.managed:
        return blocked(
            CHECK,
            f"Advanced features for DynamoDB are off in {region}: AWS Backup copies"
            " no backup of a table to another Region.",
            f"{mend} --resource-type-management-preference DynamoDB=true`.",
        )
    return good(CHECK, f"AWS Backup takes and copies tables in {region}.")
