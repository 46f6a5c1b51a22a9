"""Every sweep goes through all shards, and not always in the same order."""

from batch.shards import shards_from


def test_all_shards_each_once():
    for now in (0.0, 1.234, 1_800_000_000.567):
        assert sorted(shards_from(now)) == list("0123456789abcdef")


def test_the_first_one_changes():
    assert len({shards_from(1_800_000_000 + n / 1000)[0] for n in range(16)}) == 16
