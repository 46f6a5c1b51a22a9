"""Holding what is deployed against the record."""

from local_aws.state import LocalAws
from tests.privileges import role_kinds
from tests.privileges.record import Uses
from tests.privileges.statements import statements
from tests.support.privileges import privileges


def unknown_statements(local: LocalAws, prefix: str, known: Uses) -> set[str]:
    """Return the roles and statements of a stack that the record does not have.

    Args:
        local: Where it is deployed.
        prefix: What the names of its roles begin with.
        known: The record.

    """
    missing, seen = set(), 0
    for told in privileges(local):
        if f":role/{prefix}-" not in told["role_arn"]:
            continue
        role = role_kinds.read(told["role_arn"])
        assert role is not None, told["role_arn"]
        seen += 1
        mine = known.get(role.kind, {})
        missing |= {
            f"{role.kind}: {statement.sid}"
            for statement in statements(role, told["policies"])
            if statement.sid not in mine
            or statement not in mine[statement.sid].variants
        }
    assert seen, f"no role of {prefix} is there"
    return missing
