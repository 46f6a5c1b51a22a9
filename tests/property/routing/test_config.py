"""The config for any items: read or refused, merged, and the last good serves."""

from hypothesis import given
from hypothesis import strategies as st

from inferences.errors import UnavailableError
from inferences.paths import Path
from routing.config_cache import CachedConfig
from routing.config_items import FIELDS, InvalidItemError, Layer, parse_item
from routing.routing_config import BUILT_IN, effective, precedence
from routing.traffic_classes import BUILT_IN_CLASSES

classes = st.sampled_from([*BUILT_IN_CLASSES, "bulk"])
fields = {
    "preferred": st.sampled_from([path.value for path in Path]),
    "batchThreshold": st.integers(0),
    "batchThresholdBytes": st.integers(1, 6 * 1024 * 1024),
    "fallback": st.booleans(),
}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def read(source):
    """Return the item, or why it is none."""
    try:
        return parse_item(source), None
    except InvalidItemError as error:
        return None, error


def values(config):
    return {
        "preferred": config.rule.preferred,
        "batchThreshold": config.rule.batch_threshold,
        "batchThresholdBytes": config.rule.batch_threshold_bytes,
        "fallback": config.rule.fallback,
    }


def good_value(name):
    return {"preferred": "batch", "fallback": True}.get(name, 1)


@st.composite
def sources(draw):
    """Good items."""
    name = draw(classes | st.just("*"))
    said = draw(st.fixed_dictionaries({}, optional=fields))
    if name == "*":
        said.pop("preferred", None)
    layer = draw(st.sampled_from(Layer))
    return {"configKey": f"{layer}#{name}", "trafficClass": name, **said}


@given(
    st.dictionaries(
        st.sampled_from(["configKey", "trafficClass", *FIELDS]) | st.text(), anything
    )
)
def test_anything_is_an_item_or_refused_by_name(source):
    item, error = read(source)

    assert (item is None) == bool(error and error.problems)


@given(sources(), st.data())
def test_a_good_item_with_one_field_of_anything(source, data):
    """It says what it said, or the field is named."""
    name = data.draw(st.sampled_from(list(FIELDS)))
    value = data.draw(anything)
    good = parse_item(source)
    assert good.fields == {one: source[one] for one in source.keys() & FIELDS.keys()}

    item, error = read({**source, name: value})

    if item is None:
        assert (error.key, len(error.problems)) == (source["configKey"], 1)
        assert error.problems[0].startswith(name)
    else:
        assert item.fields[name] == value
        # JSON's true is no 1, nor is 1.0.
        assert isinstance(value, type(good_value(name)))
        assert isinstance(value, bool) == (name == "fallback")


@given(st.lists(sources(), unique_by=lambda one: one["configKey"]), classes)
def test_each_field_is_of_the_last_that_says_it(found, name):
    items = [parse_item(source) for source in found]

    config = effective(name, items)

    assert effective(name, reversed(items)) == config
    assert config.origins.keys() == FIELDS.keys()
    said = {item.key: item.fields for item in items}
    said[BUILT_IN] = values(effective(name, []))
    keys = (BUILT_IN, *precedence(name))
    for field, origin in config.origins.items():
        assert values(config)[field] == said[origin][field]
        later = keys[keys.index(origin) + 1 :]
        assert not any(field in said.get(key, {}) for key in later)


class Scripted:
    """A table that is good, bad or down as told, one class of one item."""

    def __init__(self):
        self.now = 0.0
        self.threshold = None
        self.down = False
        self.told = 0

    def items_of(self, traffic_class):
        if self.down:
            raise UnavailableError
        if traffic_class == "*" or self.threshold is None:
            return []
        return [
            {
                "configKey": "operator#standard",
                "trafficClass": "standard",
                "batchThreshold": self.threshold,
            }
        ]

    def config_invalid(self, key, reason):
        self.told += 1

    def config_unavailable(self, reason):
        self.told += 1


looks = st.lists(
    st.one_of(
        st.integers(1, 999),  # a good item
        st.sampled_from(["bad", "down"]),
        st.none(),  # no item
    )
)


@given(looks)
def test_what_serves_is_what_was_good_last(script):
    table = Scripted()
    config = CachedConfig(table, table, lambda: table.now)
    expected = None
    for state in script:
        table.down = state == "down"
        if not table.down:
            table.threshold = state
        told = table.told

        rule = config.rule_of("standard")

        if isinstance(state, int) or state is None:
            expected = state
        assert rule.batch_threshold == (1_000 if expected is None else expected)
        # Loud each time, and never without a reason.
        assert (table.told > told) == (state in ("bad", "down"))
        table.now += 30
