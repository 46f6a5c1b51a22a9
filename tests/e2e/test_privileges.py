"""The roles of the deployed stack are those of docs/privileges.md."""

from tests.privileges.deployed import unknown_statements
from tests.privileges.record import read, uses


def test_every_role_is_on_the_page_and_is_as_it_says(deployment):
    missing = unknown_statements(deployment.local, "inferway-staging", uses(read()))

    assert missing == set(), "flows have to be run anew: make privileges"
