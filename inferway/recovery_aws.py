"""What a failover turns and looks at, in AWS."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from drill.ports import Execution
from failover.http_vantage import HttpVantage
from inferences.active_region import ActiveRegion
from inferences.dynamo_active_region import DynamoActiveRegion
from inferences.errors import UnavailableError as NotReached
from model.errors import UnavailableError
from smoke.failures import unavailable

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_stepfunctions import SFNClient

_FENCED = "fenced"
_LAST = 20


@contextmanager
def explained(action: str) -> Iterator[None]:
    """Tell what AWS says in words, as every command does.

    Args:
        action: What was tried, after "may not".

    Raises:
        UnavailableError: AWS could not be reached, or would not.

    """
    try:
        yield
    except NotReached as error:
        cause = error.__cause__
        if isinstance(cause, (BotoCoreError, ClientError)):
            raise unavailable(cause, action) from error
        raise UnavailableError(str(error)) from error
    except (BotoCoreError, ClientError) as error:
        raise unavailable(error, action) from error


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class Route53Switch:
    """A disabled health check, which is healthy until it is inverted."""

    def __init__(self, client: Any, check: str) -> None:  # noqa: ANN401 - no stubs of Route 53
        """Take the client and the check's ID."""
        self._client = client
        self._check = check

    def is_inverted(self) -> bool:
        """Say whether the home Region is switched off.

        Raises:
            UnavailableError: Route 53 cannot be reached or refuses.

        """
        with explained("read the switch (route53:GetHealthCheck)"):
            found = self._client.get_health_check(HealthCheckId=self._check)
        return bool(found["HealthCheck"]["HealthCheckConfig"].get("Inverted"))

    def invert(self, *, inverted: bool) -> None:
        """Switch the home Region off, or on again.

        Raises:
            UnavailableError: Route 53 cannot be reached or refuses.

        """
        with explained("turn the switch (route53:UpdateHealthCheck)"):
            self._client.update_health_check(
                HealthCheckId=self._check, Inverted=inverted
            )


class CloudWatchAlarm:
    """One alarm."""

    def __init__(self, client: "CloudWatchClient", name: str) -> None:
        """Take the client and the alarm's name."""
        self._client = client
        self._name = name

    def rings(self) -> bool:
        """Say whether it does.

        Raises:
            UnavailableError: CloudWatch cannot be reached or refuses.

        """
        with explained("read the alarm (cloudwatch:DescribeAlarms)"):
            found = self._client.describe_alarms(AlarmNames=[self._name])
        return any(one["StateValue"] == "ALARM" for one in found["MetricAlarms"])


class StatesMachine:
    """One workflow."""

    def __init__(self, client: "SFNClient", arn: str) -> None:
        """Take the client and the ARN."""
        self._client = client
        self._arn = arn

    def executions(self) -> list[Execution]:
        """Return the last runs.

        Raises:
            UnavailableError: Step Functions cannot be reached or refuses.

        """
        with explained("read the workflow (states:ListExecutions)"):
            found = self._client.list_executions(
                stateMachineArn=self._arn, maxResults=_LAST
            )
        return [
            Execution(name=one["name"], status=one["status"])
            for one in found["executions"]
        ]

    def begin(self, name: str, reason: str) -> None:
        """Begin a run; `seen_at` is now.

        Raises:
            UnavailableError: Step Functions cannot be reached or refuses.

        """
        seen_at = datetime.now(UTC).isoformat()
        with explained("begin the workflow (states:StartExecution)"):
            self._client.start_execution(
                stateMachineArn=self._arn,
                name=name,
                input=json.dumps({"seen_at": seen_at, "reason": reason}),
            )


class ActiveItem:
    """Who serves, in the surviving Region's table."""

    def __init__(self, table: DynamoActiveRegion) -> None:
        """Take the table."""
        self._table = table

    def read(self) -> ActiveRegion | None:
        """Return it.

        Raises:
            UnavailableError: DynamoDB cannot be reached or refuses.

        """
        with explained("read who serves (dynamodb:GetItem)"):
            return self._table.read()


class HomeReadiness:
    """The home Region's /health/ready."""

    def __init__(self, url: str) -> None:
        """Take the address."""
        self._vantage = HttpVantage(url)

    def is_fenced(self) -> bool:
        """Say whether it keeps clients away because another Region serves."""
        return self._vantage.look().readiness == _FENCED

    def is_silent(self) -> bool:
        """Say whether it says nothing of its readiness: it is down, or cut off."""
        return not self._vantage.look().readiness
