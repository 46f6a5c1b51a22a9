"""Expressions of workflows: those that are known, and the refusal of all others."""

import pytest

from tests.support.workflow_expressions import (
    ExpressionError,
    Scope,
    evaluate,
    holds,
    insert,
)

CONTEXTS = {
    "github": {"ref": "refs/heads/main", "event": {"pull_request": {"number": 7}}},
    "inputs": {"environment": ""},
    "vars": {"ACCOUNT": "1"},
}
WELL = Scope(contexts=CONTEXTS)
UNWELL = Scope(contexts=CONTEXTS, failed=True)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("github.ref", "refs/heads/main"),
        ("github.event.pull_request.number", 7),
        ("'it''s'", "it's"),
        ("vars.ACCOUNT == '1'", True),
        ("vars.ACCOUNT != '1'", False),
        ("vars.ACCOUNT != '' && github.ref == 'REFS/heads/main'", True),
        ("inputs.environment || 'production'", "production"),
        ("vars.ACCOUNT && 'yes' || 'no'", "yes"),
        ("!(true && false)", True),
        ("true || false && false", True),
    ],
)
def test_a_value(expression, value):
    assert evaluate(expression, WELL) == value


@pytest.mark.parametrize(
    "expression",
    [
        "secrets.KEY",
        "vars.ACOUNT",
        "vars.ACCOUNT.length",
        "hashFiles('*')",
        "vars['ACCOUNT']",
        "vars.ACCOUNT == 1",
        "vars.ACCOUNT ==",
        "vars.ACCOUNT vars.ACCOUNT",
        "(true",
        "1 < 2",
        '"text"',
        "",
    ],
)
def test_what_is_not_known_is_refused(expression):
    with pytest.raises(ExpressionError):
        evaluate(expression, WELL)


@pytest.mark.parametrize(
    ("condition", "well", "unwell"),
    [
        (None, True, False),
        ("vars.ACCOUNT != ''", True, False),
        ("${{ vars.ACCOUNT == '' }}", False, False),
        ("failure()", False, True),
        ("failure() && vars.ACCOUNT == '2'", False, False),
        ("always()", True, True),
        ("!cancelled()", True, True),
        ("success() || failure()", True, True),
    ],
)
def test_a_condition_holds_after_a_failure_only_if_it_asks_for_it(
    condition, well, unwell
):
    assert (holds(condition, WELL), holds(condition, UNWELL)) == (well, unwell)


def test_values_are_put_into_texts():
    assert insert("a ${{ vars.ACCOUNT }}-${{ true }}", WELL) == "a 1-true"
    assert insert(False, WELL) == "false"
    with pytest.raises(ExpressionError):
        insert("${{ github.event }}", WELL)
