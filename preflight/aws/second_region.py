"""What the second Region has of the first."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from api_keys.copying import KeysError, Pair, Plans, compare
from model.aws_errors import code_of
from model.errors import UnavailableError
from preflight.aws.looking import looking
from preflight.facts import HealthCheck, Replica
from preflight.findings import CannotLookError

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient

_HOUR = timedelta(hours=1)


def find_replica(
    dynamodb: "DynamoDBClient",
    cloudwatch: "CloudWatchClient",
    table: str,
    region: str,
) -> Replica:
    """Return what the home Region says of a table's replica.

    Raises:
        CannotLookError: AWS will not tell.

    """
    with looking("dynamodb:DescribeTable"):
        try:
            found = dynamodb.describe_table(TableName=table)["Table"]
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":
                raise
            return Replica(status=None, lag_seconds=None)
    for replica in found.get("Replicas", ()):
        if replica.get("RegionName") == region:
            # A table that replicates is there as long as nothing else is said.
            status = replica.get("ReplicaStatus", "ACTIVE")
            return Replica(status=status, lag_seconds=_lag(cloudwatch, table, region))
    return Replica(status=None, lag_seconds=None)


def _lag(cloudwatch: "CloudWatchClient", table: str, region: str) -> float | None:
    now = datetime.now(UTC)
    with looking("cloudwatch:GetMetricStatistics"):
        answer = cloudwatch.get_metric_statistics(
            Namespace="AWS/DynamoDB",
            MetricName="ReplicationLatency",
            Dimensions=[
                {"Name": "TableName", "Value": table},
                {"Name": "ReceivingRegion", "Value": region},
            ],
            StartTime=now - _HOUR,
            EndTime=now,
            Period=60,
            Statistics=["Maximum"],
        )
    # In milliseconds.
    seen = [point["Maximum"] / 1000 for point in answer["Datapoints"]]
    return max(seen) if seen else None


def find_health_check(route53: Any, check_id: str) -> HealthCheck | None:  # noqa: ANN401 - no stubs of Route 53
    """Return a health check; None where there is none of that ID.

    Raises:
        CannotLookError: AWS will not tell.

    """
    with looking("route53:GetHealthCheck"):
        try:
            found = route53.get_health_check(HealthCheckId=check_id)
        except ClientError as error:
            if code_of(error) == "NoSuchHealthCheck":
                return None
            raise
    config = found["HealthCheck"]["HealthCheckConfig"]
    return HealthCheck(
        id=check_id,
        disabled=bool(config.get("Disabled")),
        inverted=bool(config.get("Inverted")),
    )


def find_key_states(
    home: Plans,
    standby: Plans,
    home_plans: Mapping[str, str],
    standby_plans: Mapping[str, str],
) -> dict[str, str]:
    """Return how each client's keys compare; values stay in memory.

    Raises:
        CannotLookError: API Gateway will not tell.

    """
    pair = Pair(
        home=home,
        standby=standby,
        home_plans=home_plans,
        standby_plans=standby_plans,
    )
    try:
        return {one.client: one.state.value for one in compare(pair)}
    except (KeysError, UnavailableError) as error:
        reason = f"Keys cannot be compared: {error}."
        mend = "Ask for apigateway:GET on /usageplans/* and /apikeys/* in both Regions."
        raise CannotLookError(reason, mend) from error
