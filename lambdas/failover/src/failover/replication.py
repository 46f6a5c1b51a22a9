"""Whether the home Region can be given back to: it is well, and has everything."""

from failover.ports import Lag, Probes, Sight, Vantage

_FENCED = "fenced"


class HomeNotReadyError(Exception):
    """The home Region could not serve; clients are not sent there."""


class ReplicationBehindError(Exception):
    """A Region does not have yet what the other one wrote."""


def check_home(vantage: Vantage) -> str:
    """Return what the home Region says of itself.

    It is fenced as long as another serves; nothing else is to keep it.

    Raises:
        HomeNotReadyError: It would not be ready without the fence either.

    """
    sight = vantage.look()
    if not _would_serve(sight):
        message = f"the home Region is not ready: {sight.what}"
        raise HomeNotReadyError(message)
    return sight.what


def new_mark(execution: str, now: str) -> str:
    """Return what is written in one Region and looked for in the other."""
    return f"{execution} {now}"


def check_marks(probes: Probes, lag: Lag, mark: str, *, most_seconds: float) -> str:
    """Return what replication looks like.

    Raises:
        ReplicationBehindError: A mark has not arrived, or records come late.
        UnavailableError: A table or CloudWatch cannot be reached.

    """
    behind = probes.behind(mark)
    if behind:
        message = f"{', '.join(behind)} lacks what the other Region wrote"
        raise ReplicationBehindError(message)
    seconds = lag.seconds()
    if seconds is not None and seconds > most_seconds:
        message = f"replication took {seconds:.1f} s, more than {most_seconds:g} s"
        raise ReplicationBehindError(message)
    measured = "not measured" if seconds is None else f"{seconds:.1f} s"
    return f"marks arrived both ways; latency of records: {measured}"


def _would_serve(sight: Sight) -> bool:
    return sight.serves or sight.readiness == _FENCED
