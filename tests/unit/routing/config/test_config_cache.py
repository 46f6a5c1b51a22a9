"""The config as the function holds it: cached, and the last good one serves."""

import pytest

from inferences.errors import UnavailableError
from inferences.paths import Path
from routing.config_cache import CachedConfig
from routing.ports import UnknownTrafficClassError


class Table:
    """Items by key, and whether they can be read."""

    def __init__(self):
        self.items = {}
        self.down = False
        self.reads = []

    def put(self, key, **fields):
        name = key.partition("#")[2]
        self.items[key] = {"configKey": key, "trafficClass": name, **fields}

    def items_of(self, traffic_class):
        self.reads.append(traffic_class)
        if self.down:
            message = "the table is down"
            raise UnavailableError(message)
        return [
            item
            for item in self.items.values()
            if item["trafficClass"] == traffic_class
        ]


class Telemetry:
    def __init__(self):
        self.told = []

    def config_invalid(self, key, reason):
        self.told.append((key, reason))

    def config_unavailable(self, reason):
        self.told.append(reason)


class World:
    def __init__(self):
        self.now = 1_000.0
        self.table = Table()
        self.telemetry = Telemetry()
        self.config = CachedConfig(self.table, self.telemetry, lambda: self.now)

    def threshold(self, name="standard"):
        return self.config.rule_of(name).batch_threshold

    def later(self, seconds=30.0):
        self.now += seconds


@pytest.fixture
def world():
    return World()


def test_an_empty_table_leaves_what_is_built_in(world):
    assert world.config.rule_of("batch_preferred").preferred is Path.BATCH
    assert world.threshold() == 1_000
    assert world.telemetry.told == []


def test_both_what_holds_for_each_and_for_the_class(world):
    world.table.put("terraform#*", batchThreshold=7)
    world.table.put("operator#standard", fallback=False)

    rule = world.config.rule_of("standard")

    assert (rule.batch_threshold, rule.fallback) == (7, False)
    assert world.config.rule_of("batch_preferred").fallback is True


def test_each_is_read_once_in_thirty_seconds(world):
    world.threshold()
    world.table.put("terraform#*", batchThreshold=7)
    world.later(29.9)
    assert world.threshold() == 1_000
    assert sorted(world.table.reads) == ["*", "standard"]

    # Another class is read for itself, and what holds for each is not again.
    world.threshold("batch_preferred")
    assert sorted(world.table.reads) == ["*", "batch_preferred", "standard"]

    world.later(0.1)
    assert world.threshold() == 7
    assert sorted(world.table.reads) == ["*", "*", "batch_preferred"] + 2 * ["standard"]


def test_the_last_good_item_serves_and_the_rest_is_followed(world):
    world.table.put("operator#*", batchThreshold=7)
    world.table.put("operator#standard", batchThresholdBytes=70)
    world.threshold()
    world.table.put("operator#*", batchThreshold=-7)
    world.table.put("operator#standard", batchThresholdBytes=71)

    for looks in (1, 2):
        world.later()
        rule = world.config.rule_of("standard")
        assert (rule.batch_threshold, rule.batch_threshold_bytes) == (7, 71)
        assert len(world.telemetry.told) == looks
    key, reason = world.telemetry.told[0]
    assert key == "operator#*"
    assert reason.startswith("batchThreshold must be a whole number")

    world.table.put("operator#*", batchThreshold=8)
    world.later()
    assert world.threshold() == 8
    assert len(world.telemetry.told) == 2


def test_an_item_that_was_never_good_is_as_if_it_were_not_there(world):
    world.table.put("terraform#*", batchThreshold=7)
    world.table.put("operator#*", batchThreshold=8, fallback="no")

    assert world.threshold() == 7
    assert [key for key, _ in world.telemetry.told] == ["operator#*"]


def test_an_item_that_is_taken_away_is_gone_and_not_the_last_good(world):
    world.table.put("operator#*", batchThreshold=7)
    assert world.threshold() == 7
    del world.table.items["operator#*"]
    world.later()
    assert world.threshold() == 1_000

    # Nor does it come back by being bad.
    world.table.put("operator#*", batchThreshold=-1)
    world.later()
    assert world.threshold() == 1_000


def test_what_was_read_serves_on_while_the_table_is_down(world):
    world.table.put("terraform#bulk", batchThreshold=7)
    assert world.threshold("bulk") == 7
    world.table.down = True
    for _ in range(3):
        world.later()
        assert world.threshold("bulk") == 7
    assert world.telemetry.told == ["the table is down"] * 6

    world.table.down = False
    world.table.put("terraform#bulk", batchThreshold=8)
    world.later(5)
    assert world.threshold("bulk") == 8


def test_a_bad_item_after_the_table_was_down_leaves_the_last_good(world):
    world.table.put("operator#*", batchThreshold=7)
    world.threshold()
    world.table.down = True
    world.later()
    world.threshold()
    world.table.down = False
    world.table.put("operator#*", batchThreshold=-1)
    world.later(5)
    assert world.threshold() == 7


def test_a_table_that_is_down_is_not_asked_by_each_request(world):
    world.table.down = True
    for _ in range(10):
        assert world.threshold() == 1_000
    assert sorted(world.table.reads) == ["*", "standard"]
    world.later(5)
    world.threshold()
    assert len(world.table.reads) == 4


def test_an_unknown_class(world):
    with pytest.raises(UnknownTrafficClassError):
        world.config.rule_of("bulk")

    world.table.put("terraform#bulk", preferred="batch")
    world.later()
    assert world.config.rule_of("bulk").preferred is Path.BATCH


def test_a_class_whose_item_is_bad_is_still_known(world):
    """Its callers are not to blame, so they are not told that they are."""
    world.table.put("terraform#bulk", preferred="batches")

    assert world.config.rule_of("bulk").preferred is Path.PROVISIONED
    assert [key for key, _ in world.telemetry.told] == ["terraform#bulk"]


def test_whether_a_class_is_known_cannot_be_said_before_the_table_was_read(world):
    world.table.put("terraform#bulk", preferred="batch")
    world.table.down = True
    for _ in range(2):
        with pytest.raises(UnavailableError):
            world.config.rule_of("bulk")
    assert world.config.rule_of("serverless_preferred").preferred is Path.SERVERLESS

    world.table.down = False
    world.later(5)
    assert world.config.rule_of("bulk").preferred is Path.BATCH


def test_a_class_that_was_unknown_stays_so_while_the_table_is_down(world):
    with pytest.raises(UnknownTrafficClassError):
        world.config.rule_of("bulk")
    world.table.down = True
    world.later()
    with pytest.raises(UnknownTrafficClassError):
        world.config.rule_of("bulk")


@pytest.mark.parametrize("name", ["*", "", "Standard", "a b", "a" * 65, "x#y"])
def test_what_can_be_no_name_is_not_asked_for(world, name):
    with pytest.raises(UnknownTrafficClassError):
        world.config.rule_of(name)
    assert world.table.reads == []


def test_callers_names_do_not_fill_the_memory(world):
    world.table.put("terraform#bulk", batchThreshold=7)
    world.threshold("bulk")
    for number in range(300):
        with pytest.raises(UnknownTrafficClassError):
            world.config.rule_of(f"class-{number}")
    reads = len(world.table.reads)

    # What is configured and the last hundred are remembered, no more.
    assert world.threshold("bulk") == 7
    for number in range(200, 300):
        with pytest.raises(UnknownTrafficClassError):
            world.config.rule_of(f"class-{number}")
    assert len(world.table.reads) == reads
    with pytest.raises(UnknownTrafficClassError):
        world.config.rule_of("class-199")
    assert len(world.table.reads) == reads + 1
