"""The roles of a stack with every path are those of docs/privileges.md."""

from tests.privileges.deployed import unknown_statements
from tests.privileges.record import read, uses
from tests.support.routed import Routed


def test_every_role_is_on_the_page_and_is_as_it_says(stack: Routed):
    missing = unknown_statements(stack.deployment.local, "routed", uses(read()))

    assert missing == set(), "flows have to be run anew: make privileges"
