"""Looks at an account, in the Region that is applied to and in a second one."""

from collections.abc import Sequence
from dataclasses import replace

from preflight.asked import Asked
from preflight.aws import account
from preflight.aws.models import find_live
from preflight.checks import caller, models
from preflight.checks import region as region_checks
from preflight.findings import Finding, stops
from preflight.questions import Clients, of_account, of_region
from preflight.visit import Question, settle, settle_all


def look(asked: Asked, clients: Clients) -> list[Finding]:
    """Return what is found of all that is asked, in the first Region.

    Raises:
        UnavailableError: There are no credentials, or AWS does not take them.

    """
    who = account.find_caller(clients.sts)
    return [
        *caller.judge(asked, who),
        *_look(asked, clients, of_account(asked, clients)),
    ]


def look_again(
    asked: Asked,
    clients: Clients,
    region: str,
    *,
    pair: Sequence[Question] = (),
) -> list[Finding]:
    """Return what is found in a second Region, and whether it lags.

    Args:
        asked: Of the first Region; the same images and as much is looked for.
        clients: Of the second Region.
        region: The second.
        pair: What is asked of both together.

    """
    second = replace(
        asked,
        region=region,
        images=tuple(replace(one, region=region) for one in asked.images),
    )
    more = [*pair]
    if asked.models is not None and asked.second_models is not None:
        buckets = asked.models, asked.second_models
        more.append(
            Question(check=models.CHECK, ask=lambda: _models(clients, *buckets))
        )
    return [
        replace(one, check=f"{region} {one.check}")
        for one in _look(second, clients, more)
    ]


def _look(asked: Asked, clients: Clients, more: list[Question]) -> list[Finding]:
    # A Region that is switched off answers nobody: nothing in it is asked then.
    findings = settle(_region(asked, clients))
    if any(stops(one) for one in findings):
        return findings
    return findings + settle_all([*of_region(asked, clients), *more])


def _region(asked: Asked, clients: Clients) -> Question:
    where = asked.region
    return Question(
        check=region_checks.CHECK,
        ask=lambda: [
            region_checks.judge_opt_in(where, account.find_opt_in(clients.ec2, where))
        ],
    )


def _models(clients: Clients, first: str, second: str) -> list[Finding]:
    # A client finds the Region of a bucket by itself.
    live, _ = find_live(clients.s3, first)
    there, gone = find_live(clients.s3, second)
    return [models.judge(live, there, gone)]
