"""What is written is what is read again."""

import csv
import io
import json
import tarfile
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from model import archive
from model.csv_rows import csv_rows
from model.dataset import Dataset, Part
from model.errors import PackagingError
from model.figures import classification
from model.golden import choose
from model.names import check_name, object_key
from model.rows import read_instances
from model.schema import input_schema
from prediction.instances import read_instances as serve_instances

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
# Any text that UTF-8 can hold.
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    st.lists(json_values, min_size=1),
    st.sampled_from([".json", ".jsonl"]),
    st.booleans(),
)
def test_json_instances(instances, suffix, ascii_only):
    lines = [json.dumps(one, ensure_ascii=ascii_only) for one in instances]
    text = f"[{','.join(lines)}]" if suffix == ".json" else "\n".join(lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"instances{suffix}"
        try:
            path.write_text(text, encoding="utf-8", newline="")
        except UnicodeEncodeError:
            return
        assert read_instances(path, "tabular") == instances


@given(st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1))
def test_cells_of_texts(rows):
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b"], *rows])

    found = csv_rows("it", buffer.getvalue(), None)

    assert [list(row.values()) for row in found] == rows


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "number": st.floats(allow_nan=False, allow_infinity=False)
                | st.integers(-(2**53), 2**53),
                "flag": st.booleans(),
                "word": st.text(st.sampled_from('abcxyz ,"\n'), min_size=1).map(
                    lambda t: f"w{t}"
                ),
                "gap": st.none() | st.integers(-5, 5),
            }
        ),
        min_size=1,
    )
)
def test_typed_cells(rows):
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, ["number", "flag", "word", "gap"])
    writer.writeheader()
    writer.writerows(
        {name: _cell(value) for name, value in row.items()} for row in rows
    )

    assert csv_rows("it", buffer.getvalue(), ()) == rows


def _cell(value):
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


@given(
    st.dictionaries(
        st.sampled_from(["a", "b", "manifest.json", "model.pkl"]),
        st.binary(),
        min_size=1,
    )
)
def test_an_archive_is_a_function_of_its_contents(contents):
    data = archive.build(contents)

    assert data == archive.build(dict(reversed(contents.items())))
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        assert {m.name: tar.extractfile(m).read() for m in tar} == contents
        assert tar.getnames() == sorted(contents)


cells = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False)
)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_examples_fit_the_schema_that_they_give(rows):
    """What the examples say of the columns, the serving code accepts them by."""
    examples = [{"a": a, "b": b} for a, b in rows]
    try:
        schema = input_schema(object(), "tabular", examples)
    except PackagingError:
        kinds = [
            {
                type(v)
                if not isinstance(v, int | float) or isinstance(v, bool)
                else float
                for v in column
                if v is not None
            }
            for column in zip(*rows, strict=True)
        ]
        assert any(len(one) != 1 for one in kinds)
        return
    assert len(serve_instances(examples, schema)) == len(examples)
    assert len(serve_instances([list(row) for row in rows], schema)) == len(rows)


@given(st.lists(st.tuples(json_values, json_values), min_size=1, max_size=30))
def test_golden_instances_are_examples_and_few(pairs):
    examples, predictions = map(list, zip(*pairs, strict=True))

    chosen = choose(examples, predictions)

    assert 1 <= len(chosen) <= 10
    assert chosen[0] == examples[0]
    assert all(one in examples for one in chosen)
    assert len(chosen) == min(10, len(examples))


labels = st.sampled_from(["a", "b", "c", "d"])


@given(st.lists(st.tuples(labels, labels), min_size=1))
def test_figures_hold_together(pairs):
    true, found = map(list, zip(*pairs, strict=True))

    figures = classification(true, found, ["a", "b", "c", "d"])

    assert sum(map(sum, figures.matrix)) == len(pairs)
    diagonal = sum(figures.matrix[i][i] for i in range(4))
    assert figures.accuracy == diagonal / len(pairs)
    wrong = sum(one.count for one in figures.confusions)
    assert wrong <= len(pairs) - diagonal
    for one in figures.classes:
        assert 0 <= one.precision <= 1
        assert 0 <= one.recall <= 1
        assert (
            min(one.precision, one.recall) - 1e-12
            <= one.f1
            <= max(one.precision, one.recall) + 1e-12
        )


@given(
    st.lists(st.tuples(texts, labels)), st.lists(st.tuples(texts, labels)), st.data()
)
def test_a_digest_tells_data_apart(train, test, data):
    def dataset(a, b):
        return Dataset(
            name="d",
            kind="text",
            train=Part(instances=[t for t, _ in a], labels=[y for _, y in a]),
            test=Part(instances=[t for t, _ in b], labels=[y for _, y in b]),
        )

    other = data.draw(st.lists(st.tuples(texts, labels)))
    same = dataset(list(train), list(test)).sha256 == dataset(train, test).sha256

    assert same
    assert (dataset(train, other).sha256 == dataset(train, test).sha256) == (
        other == test
    )


@given(st.from_regex(r"[a-z0-9][a-z0-9._-]{0,62}", fullmatch=True))
def test_a_name_stays_one_part_of_a_key(name):
    check_name(name)

    assert object_key(name, "0" * 16, "model.pkl").count("/") == 3
