"""Asks whether an endpoint that is not there was stopped on purpose."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from inferences.errors import UnavailableError
from smoke.failures import unavailable
from smoke.found import Stop
from stopped_endpoints.parameters import SsmStoppedEndpoints
from stopped_endpoints.record import Action
from stopped_endpoints.record_json import RecordError

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient


class RecordedStops:
    """Records below a path of Parameter Store."""

    def __init__(self, client: "SSMClient", path: str) -> None:
        """Take the client and the path."""
        self._records = SsmStoppedEndpoints(client, path)
        self._path = path

    def find(self, endpoint: str) -> Stop | None:
        """Return that an endpoint was stopped on purpose; None if it was not.

        Raises:
            UnavailableError: AWS could not be asked.

        """
        try:
            record = self._records.get(endpoint)
        except RecordError:
            return None
        except UnavailableError as error:
            cause = error.__cause__
            if isinstance(cause, (BotoCoreError, ClientError)):
                raise unavailable(cause, "read what is stopped") from error
            raise
        # What was only reduced is to be there.
        if record is None or record.action is not Action.DELETE:
            return None
        return Stop(
            at=record.at,
            by=record.by,
            reason=record.reason,
            start=f"inferway start {endpoint} --parameters-path {self._path}",
        )
