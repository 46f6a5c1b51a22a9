"""Whose credentials these are."""

from collections.abc import Iterator

from preflight.asked import Asked
from preflight.facts import Caller
from preflight.findings import Finding, blocked, good, warning

CHECK = "caller"


def judge(asked: Asked, caller: Caller) -> Iterator[Finding]:
    """Yield whether the account is the one that is meant."""
    found = f"These are credentials of account {caller.account}: {caller.arn}."
    if asked.account is None:
        yield good(CHECK, f"{found} With --account it is compared with yours.")
    elif asked.account != caller.account:
        yield blocked(
            CHECK,
            f"{found} Account {asked.account} is meant.",
            f"Log in to account {asked.account}: AWS_PROFILE names a profile of"
            " ~/.aws/config, `aws sso login` renews its session.",
        )
    else:
        yield good(CHECK, found)
    if caller.arn.endswith(":root"):
        yield warning(
            CHECK,
            "It is the account's root user, whom no policy can limit.",
            "Apply as a role, and lock the root user's access keys away.",
        )
