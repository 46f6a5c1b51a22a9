"""DynamoDB: replicas that it does not make, change or delete.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_reqs_bestpractices.html
"""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.keys import find_key
from local_aws.regions import hook as regions
from local_aws.replication.tables import global_table_of
from local_aws.strict.dynamodb_tables import invalid
from local_aws.strict.dynamodb_values import find_table
from local_aws.strict.refusals import Refusals

_STREAM = "NEW_AND_OLD_IMAGES"
_MOST_REGIONS_OF_STRONG = 3

Update = tuple[str, Mapping[str, Any]]


def _updates(call: Call) -> Iterator[Update]:
    for update in call.params.get("ReplicaUpdates") or ():
        yield from update.items()


def _consistency(call: Call) -> None:
    """Refuse strong consistency, which needs three Regions."""
    if call.params.get("MultiRegionConsistency") != "STRONG":
        return
    made = [what for action, what in _updates(call) if action == "Create"]
    if len(made) + 1 < _MOST_REGIONS_OF_STRONG:
        text = (
            "A global table with multi-Region strong consistency must have exactly "
            "three Regions: three replicas, or two and a witness"
        )
        raise invalid(text)
    text = "multi-Region strong consistency"
    raise NotImplementedError(text)


def _stream(call: Call) -> None:
    """Refuse a replica of a table whose changes nobody can follow."""
    table = find_table(call, call.params["TableName"])
    if table is None:
        return
    wanted = call.params.get("StreamSpecification")
    if wanted and global_table_of(table) is not None:
        text = "The stream of a table with replicas cannot be changed"
        raise invalid(text)
    stream = wanted or table.stream_specification or {}
    creates = any(action == "Create" for action, _ in _updates(call))
    if creates and stream.get("StreamViewType") != _STREAM:
        text = (
            "One or more parameter values were invalid: Table needs DynamoDB Streams "
            f"with StreamViewType {_STREAM} to have replicas"
        )
        raise invalid(text)


def _regions(call: Call) -> None:
    """Refuse a replica where none can be, or where there is none."""
    name = call.params["TableName"].rpartition("/")[2]
    table = find_table(call, name)
    if table is None:
        return
    group = global_table_of(table)
    there = group.regions if group is not None else {call.region}
    for action, what in _updates(call):
        region = what["RegionName"]
        if region == call.region:
            text = (
                "Cannot add, delete, or update the local region through ReplicaUpdates."
                " Use CreateTable, DeleteTable, or UpdateTable as required."
            )
            raise invalid(text)
        if regions.is_cut(region):
            text = f"The Region {region} cannot be reached."
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            raise AwsError(text, code="InternalServerError", status=status)
        if action != "Create" and region not in there:
            text = (
                "Replica specified in the Replica Update or Replica Delete action of "
                "the request was not found."
            )
            raise invalid(text)
        if action == "Create" and region in there:
            text = f"Replica of table with name: '{name}' already exists in {region}"
            raise invalid(text)
        if action == "Create" and name in _tables(call, region):
            text = (
                f"Failed to create a the new replica of table with name: '{name}' "
                "because one or more replicas already existed as tables."
            )
            raise invalid(text)


def _key(call: Call) -> None:
    """Refuse a key of another Region, and none where the table has one."""
    table = find_table(call, call.params["TableName"])
    encrypted = table is not None and table.sse_specification
    for action, what in _updates(call):
        name, region = what.get("KMSMasterKeyId"), what["RegionName"]
        if not name:
            if action == "Create" and encrypted:
                text = (
                    "One or more parameter values were invalid: KMSMasterKeyId must be "
                    "specified for each replica."
                )
                raise invalid(text)
            continue
        elsewhere = name.startswith("arn:") and name.split(":")[3] != region
        key = None if elsewhere else find_key(call.account_id, region, name)
        if key is None or key.key_state != "Enabled":
            text = f"KMS validation error: Key '{name}' cannot be used in {region}"
            raise invalid(text)


def _protection(call: Call) -> None:
    """Refuse to delete a replica that is protected."""
    name = call.params["TableName"].rpartition("/")[2]
    for action, what in _updates(call):
        replica = _tables(call, what["RegionName"]).get(name)
        if action == "Delete" and replica and replica.deletion_protection_enabled:
            text = (
                "Resource cannot be deleted as it is currently protected against "
                f"deletion. Disable deletion protection first: {replica.table_arn}"
            )
            raise invalid(text)


def _source(call: Call) -> None:
    """Refuse to delete the table that replicas were made from, while they are."""
    table = find_table(call, call.params["TableName"])
    group = None if table is None else global_table_of(table)
    if group is not None and group.source == call.region:
        text = (
            "Replica cannot be deleted because it has acted as a source region for new "
            "replica(s) being added to the table in the last 24 hours."
        )
        raise invalid(text)


def _tables(call: Call, region: str) -> Mapping[str, Any]:
    tables: Mapping[str, Any] = dynamodb_backends[call.account_id][region].tables
    return tables


REFUSALS: Refusals = {
    "DeleteTable": (_source,),
    "UpdateTable": (_consistency, _stream, _regions, _key, _protection),
}
