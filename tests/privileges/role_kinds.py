"""What a role is for, by its name: the same in every deployment."""

import re
from dataclasses import dataclass

# Ends of names, as modules make them, and what the role is of. The first that fits.
_ENDS = {
    r"auto-stop-schedule|stops-\w+-schedule": "auto-stop, schedule",
    r"auto-stop|stops-\w+": "auto-stop",
    r"backups?": "backup",
    r"restores?": "restore",
    r"failover-begin": "failover, begin",
    r"failover-bus": "failover, event bus",
    r"failover-step": "failover, step",
    r"failover-watch-schedule": "failover, watch's schedule",
    r"failover-watch": "failover, watch",
    r"failover-workflow": "failover, state machines",
    r"failover-inferences": "failover, inferences of its test",
    r"inferences-replication": "inferences, replication of documents",
    r"inferences-results": "inferences, results",
    r"inferences-schedule": "inferences, schedules",
    r"inferences-step": "inferences, step",
    r"inferences-sweeper": "inferences, sweeper",
    r"inferences-transform": "inferences, transform jobs",
    r"inferences-window": "inferences, window",
    r"inferences-workflow": "inferences, state machine",
    r"models-replication": "model store, replication",
    r"predict(?:ion)?": "prediction",
    r"rout(?:ing|er)": "routing",
    r"ml-[a-z0-9-]+|serverless": "endpoint",
    r"test": "function, alone",
}
_REGION = re.compile(r"-(?P<region>[a-z]{2}-(?:north|south|east|west|central)+-\d)$")
# Of tests, of the account, or of workflows: no part of a deployed stack.
_OTHERS = re.compile(
    r"^(tests-|CloudWatch-|aws-service-role/|deploy/|inferway-api-gateway-logs$"
    # Of a test of deployments, which has a name that staging may give.
    r"|inferway-staging-[0-9a-f]{8}$)"
)


@dataclass(frozen=True, kw_only=True)
class RoleName:
    """A role's name, taken apart.

    Attributes:
        kind: What it is of.
        prefix: What every name of its deployment begins with.
        region: Where it is used.

    """

    kind: str
    prefix: str
    region: str


class UnknownRoleError(Exception):
    """A role has a name that no kind has."""


def read(role_arn: str) -> RoleName | None:
    """Return what a role's name says, or None for one that is not a stack's.

    Raises:
        UnknownRoleError: No kind of role has such a name.

    """
    name = role_arn.partition(":role/")[2]
    if _OTHERS.match(name):
        return None
    region = _REGION.search(name)
    base = name[: region.start()] if region else name
    for end, kind in _ENDS.items():
        found = re.fullmatch(rf"(?P<prefix>.+?)-(?:{end})", base)
        if found:
            return RoleName(
                kind=kind,
                prefix=found["prefix"],
                region=region["region"] if region else "",
            )
    message = f"{name}: name its kind in tests/privileges/role_kinds.py"
    raise UnknownRoleError(message)
