"""No role has more than a flow needs, and the page says so of all of them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_aws.iam.policies import Effect
from tests.policy.configuration import MODULES, resources
from tests.privileges.reasons import NOT_DEPLOYED, UNUSED, reason
from tests.privileges.record import Uses, read, uses
from tests.privileges.role_kinds import RoleName
from tests.privileges.statements import statements
from tests.privileges.table import markdown

PAGE = Path(__file__).parents[2] / "docs/privileges.md"
# Their documents are of roles that no stack has: workflows', and another account's.
ELSEWHERE = {"billing_alarms", "github_oidc"}
ANEW = "flows have to be run anew: make privileges"


@pytest.fixture(scope="module")
def known() -> Uses:
    return uses(read())


def written() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield module, statement and actions of each policy of a role in a module."""
    for module in MODULES:
        if module.name in ELSEWHERE:
            continue
        for type_, _, body in resources(module, "data"):
            if type_ != "aws_iam_policy_document":
                continue
            dynamic = [
                content
                for block in body.get("dynamic", [])
                for statement in block.values()
                for content in statement.get("content", [])
            ]
            for statement in [*body.get("statement", []), *dynamic]:
                # Trust, or the policy of a resource.
                if "principals" not in statement and "principals" not in str(statement):
                    sid = re.sub(r"\$\{.*?\}", "*", statement["sid"])
                    yield module.name, sid, frozenset(statement["actions"])


def test_the_record_has_every_statement_of_the_modules(known):
    recorded = [
        (name, variant.actions)
        for mine in known.values()
        for name, use in mine.items()
        for variant in use.variants
    ]
    statements = list(written())
    unknown = {
        f"{module}: {sid}"
        for module, sid, actions in statements
        if sid not in NOT_DEPLOYED
        and not any(
            re.fullmatch(re.escape(sid).replace(r"\*", r"\w*"), name)
            and set(told) == actions
            for name, told in recorded
        )
    }

    assert len(statements) > 60, "hardly anything was read"
    assert unknown == set(), ANEW


def test_the_page_is_as_the_record_says(known):
    assert PAGE.read_text() == markdown(known), ANEW


def test_every_action_is_used_or_says_why_not(known):
    for_nothing = {
        f"{kind}: {sid}: {action}"
        for kind, mine in known.items()
        for sid, use in mine.items()
        for variant in use.variants
        for action in variant.actions
        if not use.used(action) and not reason(sid, action)
    }

    assert for_nothing == set(), "take them out of the policy, or say why in reasons.py"


def test_every_reason_is_of_something_that_is_unused(known):
    unused = {
        (sid, action)
        for mine in known.values()
        for sid, use in mine.items()
        for variant in use.variants
        for action in variant.actions
        if not use.used(action)
    }

    idle = {
        (wanted, named)
        for wanted, named in UNUSED
        if not any(wanted in {"*", s} and named in {"*", a} for s, a in unused)
    }
    assert idle == set()


def test_without_any_one_statement_a_flow_is_refused(known):
    """Replay what flows asked for, against each policy with one statement less."""
    replayed, idle = 0, set()
    for kind, mine in known.items():
        for sid, use in mine.items():
            if use.proof is None:
                idle.add((kind, sid))
                continue
            replayed += 1
            assert use.proof.was is not Effect.NEUTRAL
            assert use.proof.says_without(sid) is not use.proof.was, (kind, sid)

    assert replayed > 60, "hardly anything was replayed"
    assert {
        (kind, sid)
        for kind, sid in idle
        for action in known[kind][sid].variants[0].actions
        if not reason(sid, action)
    } == set()


def test_no_role_of_a_stack_hands_on_roles(known):
    """A service that takes a role is given it by who deploys."""
    assert [
        (kind, sid)
        for kind, mine in known.items()
        for sid, use in mine.items()
        for variant in use.variants
        for action in variant.actions
        if variant.effect == "Allow" and re.match(r"\*|iam:", action)
    ] == []


def test_a_key_whose_id_ends_like_an_account_is_a_key():
    role = RoleName(kind="prediction", prefix="inferway-staging", region="eu-west-1")
    key = "arn:aws:kms:eu-west-1:111111111111:key/74029736-fa86-4f3b-bb12-123456789012"
    policy = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key}

    [found] = statements(role, [json.dumps({"Statement": [policy]})])

    assert found.resources == ("arn:aws:kms:<region>:<account>:key/<id>",)
