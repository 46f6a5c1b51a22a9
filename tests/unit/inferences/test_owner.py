"""Who a record belongs to."""

import re

from inferences.owner import owner_of


def test_an_owner_is_told_by_the_keys_value_alone():
    assert owner_of("a" * 40) == owner_of("a" * 40)
    assert owner_of("a" * 40) != owner_of("a" * 39 + "b")


def test_an_owner_stays_the_same_from_release_to_release():
    """Records of a week, and the Idempotency-Keys of clients, hang on it."""
    assert owner_of("a" * 40) == "k-80435caa35fe13683766a95b533aeb83"


def test_an_owner_does_not_show_the_key():
    assert re.fullmatch("k-[0-9a-f]{32}", owner_of("0123456789abcdef0123"))
