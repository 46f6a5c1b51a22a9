"""What the roles of flows asked for: by flow, so that one can be run anew alone."""

import json
import lzma
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from local_aws.iam.policies import Effect, Request, evaluate
from tests.privileges import role_kinds
from tests.privileges.statements import Statement, statements, without

FILE = Path(__file__).parent / "record.json.xz"
# Deployments of a whole stack say best what a role's policy is.
_WHOLE = "tests/e2e"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A request that a role made, and that one statement decided.

    Attributes:
        flow: Where it was made.
        request: What was asked for.
        policies: The role's, as they were.
        was: What they said of it.

    """

    flow: str
    request: Request
    policies: tuple[str, ...]
    was: Effect

    def says_without(self, sid: str) -> Effect:
        """Return what the policies would say with a statement taken out."""
        return evaluate(without(self.policies, sid), self.request)


@dataclass(kw_only=True)
class Use:
    """One statement of a kind of role, over all flows.

    Attributes:
        variants: How it is written, in each kind of deployment; the first is told.
        flows: Which used it, by action.
        proof: One request that it decided alone, if there is one.

    """

    variants: list[Statement] = field(default_factory=list)
    flows: dict[str, set[str]] = field(default_factory=dict)
    proof: Proof | None = None

    def used(self, action: str) -> set[str]:
        """Return the flows that used an action as the statement writes it."""
        return {
            flow
            for asked, flows in self.flows.items()
            if fnmatchcase(asked.lower(), action.lower())
            for flow in flows
        }


Uses = dict[str, dict[str, Use]]
"""By kind of role and by statement."""


def read() -> dict[str, Any]:
    """Return the record: the roles of each flow, as the local AWS told them."""
    if not FILE.exists():
        return {}
    return dict(json.loads(lzma.decompress(FILE.read_bytes())))


def write(record: Mapping[str, Any]) -> None:
    """Keep the record."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    FILE.write_bytes(lzma.compress(text.encode(), preset=9))


def merge(record: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return the record with the flows that were kept in a folder, in their place."""
    anew: dict[str, list[Any]] = {}
    for file in sorted(folder.glob("*.json")):
        seen = json.loads(file.read_text())
        roles = [r for r in seen["roles"] if role_kinds.read(r["role_arn"])]
        anew.setdefault(seen["flow"], []).extend(roles)
    return {**record, **{flow: roles for flow, roles in anew.items() if roles}}


def uses(record: Mapping[str, Any]) -> Uses:
    """Return what is known of every statement of every kind of role."""
    found: Uses = {}
    for flow in sorted(record, key=lambda flow: (not flow.startswith(_WHOLE), flow)):
        for told in record[flow]:
            role = role_kinds.read(told["role_arn"])
            if role is None:
                continue
            mine = found.setdefault(role.kind, {})
            for statement in statements(role, told["policies"]):
                use = mine.setdefault(statement.sid, Use())
                if statement not in use.variants:
                    use.variants.append(statement)
            _add(mine, flow, told)
    return found


def _add(mine: Mapping[str, Use], flow: str, told: Mapping[str, Any]) -> None:
    effects = {sid: use.variants[0].effect for sid, use in mine.items()}
    for asked in told["asked"]:
        for sid in _deciding(asked, effects):
            mine[sid].flows.setdefault(asked["action"], set()).add(flow)
            proof = _proof(flow, told["policies"], asked)
            if mine[sid].proof is None and proof.says_without(sid) is not proof.was:
                mine[sid].proof = proof


def _deciding(asked: Mapping[str, Any], effects: Mapping[str, str]) -> Iterator[str]:
    """Yield the statements that made the outcome what it was."""
    effect = {"allowed": "Allow", "denied": "Deny"}.get(asked["outcome"])
    yield from (sid for sid in asked["statements"] if effects.get(sid) == effect)


def _proof(flow: str, policies: Iterable[str], asked: Mapping[str, Any]) -> Proof:
    request = Request(
        action=asked["action"],
        context=asked["context"],
        # Policies of an identity name nobody.
        principals=frozenset(),
        resource=asked["resource"],
    )
    documents = tuple(policies)
    return Proof(
        flow=flow,
        request=request,
        policies=documents,
        was=evaluate(documents, request),
    )
