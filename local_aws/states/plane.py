"""Step Functions of one local AWS: the clock, the calls and the counts."""

from urllib.parse import urlsplit

from local_aws.access import credentials_for_role
from local_aws.clock import Clock
from local_aws.states import hook
from local_aws.states.clients import RoleClients
from local_aws.states.metrics import StatesMetrics
from local_aws.states.waits import Waits

SERVICE = "states.amazonaws.com"


class StatesPlane:
    """Runs the executions that a server is asked to start, from now on."""

    def __init__(self, endpoint_url: str, account_id: str, clock: Clock) -> None:
        """Take where the local AWS is, whose it is, and its clock."""

        def assume(region: str, role_arn: str, machine_arn: str) -> dict[str, str]:
            return credentials_for_role(
                account_id, region, role_arn, "states-execution", SERVICE, machine_arn
            )

        self.address = urlsplit(endpoint_url).netloc
        self.clients = RoleClients(endpoint_url, assume)
        self.metrics = StatesMetrics(clock)
        self.waits = Waits(clock)
        self._undo = hook.install(self)

    def close(self) -> None:
        """Start no execution and wake none any more; its threads are daemons."""
        self._undo()
        self.waits.close()
