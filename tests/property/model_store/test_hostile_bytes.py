"""Whatever lies in a store: it is read, or refused, and nothing else happens."""

import contextlib
import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model_store.errors import ModelRefusedError
from model_store.manifest import Manifest
from model_store.pointer import LiveModel, PinnedObject, Pointer
from tests.support.corpus import array_model, frame_model, text_model

# A busy machine is no counterexample.
unhurried = settings(deadline=None)

PINNED = PinnedObject(key="k", version_id="v", sha256="0" * 64, size=1)
LIVE = LiveModel(
    name="n",
    version="0" * 16,
    promoted_at="2030-01-01T00:00:00Z",
    manifest=PINNED,
    files={"model.pkl": PINNED},
    archive=PINNED,
)
SOURCES = {
    "manifest": [
        json.loads(m.manifest.to_json())
        for m in (text_model(), array_model(), frame_model())
    ],
    "pointer": [json.loads(Pointer(live=LIVE, previous=LIVE).to_json())],
}
READERS = {"manifest": Manifest.parse, "pointer": Pointer.parse}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def paths(value, at=()):
    yield at
    if isinstance(value, dict):
        steps = value.items()
    elif isinstance(value, list):
        steps = enumerate(value)
    else:
        return
    for step, inner in steps:
        yield from paths(inner, (*at, step))


@st.composite
def damaged(draw, kind):
    """Replace or remove one value of a right one."""
    source = copy.deepcopy(draw(st.sampled_from(SOURCES[kind])))
    *parents, last = draw(st.sampled_from([p for p in paths(source) if p]))
    inner = source
    for step in parents:
        inner = inner[step]
    if draw(st.booleans()):
        inner[last] = draw(json_values)
    else:
        del inner[last]
    return json.dumps(source).encode()


@pytest.mark.parametrize("kind", READERS)
@unhurried
@given(data=st.data())
def test_bytes_are_read_or_refused(kind, data):
    given_bytes = data.draw(
        st.binary() | json_values.map(lambda v: json.dumps(v).encode()) | damaged(kind)
    )
    try:
        value = READERS[kind](given_bytes)
    except ModelRefusedError:
        return
    assert READERS[kind](value.to_json()) == value


@pytest.mark.parametrize("depth", range(200, 1100, 50))
@pytest.mark.parametrize("at", ["metrics", "golden"])
def test_deep_values_are_read_or_refused(depth, at):
    source = copy.deepcopy(SOURCES["manifest"][0])
    deep = "@deep@"
    if at == "metrics":
        source["metrics"] = {"deep": deep}
    else:
        source["golden"]["instances"][0] = deep
    data = json.dumps(source).replace('"@deep@"', "[" * depth + "]" * depth)
    with contextlib.suppress(ModelRefusedError):
        Manifest.parse(data.encode())
