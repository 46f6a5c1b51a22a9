"""Writes docs/privileges.md from the record of what roles asked for."""

from collections.abc import Iterator

from tests.privileges.reasons import NOT_DEPLOYED, reason
from tests.privileges.record import Use, Uses

_INTRODUCTION = """\
# Privileges

<!-- Written by `make privileges`. -->

What each role of a deployed stack may do, and which flow needs it. The flows are tests
that use a deployed stack on the local AWS, which enforces every role's policies: an
action that is missing makes its flow fail. The local AWS keeps what each role asked for
and which statements answered (`GET /_local/privileges`); `make privileges` runs the
flows, collects that, and writes this page. `make test` holds that the page is as the
policies are, in the modules and in what is deployed.

**Is every statement needed?** "Without it" is the answer: for each statement, one
request of a flow, evaluated again by the same rules against the role's policies with
that statement taken out. "Denied" means that what the flow was allowed is then refused.
It is not another run of the flow, but a replay of what the flow asked for; `make test`
replays all of them.

**What no flow uses** says why, in italics.

**What the local AWS evaluates**: actions, resources, and conditions, of policies of
roles, of boundaries, and of resources' own policies (buckets, keys, queues, topics,
repositories; those of functions for services that invoke them); `iam:PassRole` where a
service is given a role; keys that a service uses for its caller (`kms:ViaService`,
encryption contexts). **What it does not**: session policies and service control
policies; conditions on keys that no policy of ours has (an unknown operator is an
error, and not a yes); what AWS does inside a service in a role's name and tells nobody
(traces, measurements of instances, network interfaces).

**What no flow deploys**, and so is not below:

{NOT_DEPLOYED}

Names are told as `<name>`; `<region>` is the role's own.
"""


def markdown(uses: Uses) -> str:
    """Return the whole page."""
    statements = [use for mine in uses.values() for use in mine.values()]
    proven = sum(1 for use in statements if use.proof is not None)
    summary = (
        f"The last run: {len(uses)} kinds of roles, {len(statements)} statements; "
        f"{proven} are needed by a flow, {len(statements) - proven} are not and say "
        "why.\n"
    )
    sections = [_section(kind, uses[kind]) for kind in sorted(uses)]
    absent = "\n".join(f"- {sid}: {why}." for sid, why in NOT_DEPLOYED.items())
    introduction = _INTRODUCTION.replace("{NOT_DEPLOYED}", absent)
    return "\n".join([introduction, summary, *sections])


def _section(kind: str, mine: dict[str, Use]) -> str:
    head = [
        f"## {kind[0].upper()}{kind[1:]}",
        "",
        "| statement | action | on | if | used by | without it |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    rows = [row for sid in sorted(mine) for row in _rows(sid, mine[sid])]
    return "\n".join([*head, *rows, ""])


def _rows(sid: str, use: Use) -> Iterator[str]:
    told = use.variants[0]
    name = sid if told.effect == "Allow" else f"{sid} (refuses)"
    on = "<br>".join(f"`{r}`" for r in told.resources)
    without = _without(sid, use)
    condition = "<br>".join(f"`{c}`" for c in told.conditions)
    for action in sorted({a for v in use.variants for a in v.actions}):
        flows = ", ".join(_short(flow) for flow in sorted(use.used(action)))
        by = flows or f"*{reason(sid, action)}*"
        cells = (name, f"`{action}`", on, condition, by, without)
        yield f"| {' | '.join(cells)} |"
        name = on = condition = without = ""


def _without(sid: str, use: Use) -> str:
    if use.proof is None:
        return ""
    says = use.proof.says_without(sid).value
    word = {"neutral": "denied", "deny": "denied", "allow": "allowed"}[says]
    return f"{word}: `{use.proof.request.action}`"


def _short(flow: str) -> str:
    return flow.removeprefix("tests/").removesuffix(".py")
