"""The roles of a stack in two Regions are those of docs/privileges.md."""

from tests.privileges.deployed import unknown_statements
from tests.privileges.record import read, uses
from tests.support.outage_stack import OutageStack


def test_every_role_is_on_the_page_and_is_as_it_says(two_regions: OutageStack):
    missing = unknown_statements(two_regions.deployment.local, "outages", uses(read()))

    assert missing == set(), "flows have to be run anew: make privileges"
