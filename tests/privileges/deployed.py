"""Holding what is deployed against the record."""

from local_aws.state import LocalAws
from tests.privileges import role_kinds
from tests.privileges.record import Uses
from tests.privileges.statements import statements
from tests.support.privileges import privileges


def unknown_statements(local: LocalAws, known: Uses) -> set[str]:
    """Return the roles and statements of a local AWS that the record does not have."""
    missing = set()
    for told in privileges(local):
        role = role_kinds.read(told["role_arn"])
        if role is None:
            continue
        mine = known.get(role.kind, {})
        missing |= {
            f"{role.kind}: {statement.sid}"
            for statement in statements(role, told["policies"])
            if statement.sid not in mine
            or statement not in mine[statement.sid].variants
        }
    return missing
