"""What goes into one request of a transform job, and where outputs go."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_aws.sagemaker.transform.inputs import relative
from local_aws.sagemaker.transform.records import (
    MB,
    RecordTooLargeError,
    assemble,
    batches,
    split,
)


@given(st.binary(max_size=200))
def test_lines_put_together_are_the_object(content):
    assert b"".join(split(content, "Line")) == content
    assert all(line.count(b"\n") <= 1 for line in split(content, "Line"))


def test_only_a_newline_ends_a_line():
    assert split(b"a\rb\x0bc\xc2\x85d\n\ne", "Line") == [
        b"a\rb\x0bc\xc2\x85d\n",
        b"\n",
        b"e",
    ]
    assert split(b"a\nb\n", "None") == [b"a\nb\n"]
    assert split(b"", "Line") == []


@given(st.lists(st.integers(1, MB), max_size=12))
def test_batches_hold_all_records_in_order_and_are_full(sizes):
    records = [bytes([number]) * size for number, size in enumerate(sizes)]

    bodies = list(batches(records, "MultiRecord", 1))

    assert b"".join(bodies) == b"".join(records)
    assert all(len(body) <= MB for body in bodies)
    # None could have taken the first record of the next one.
    for body, following in itertools.pairwise(bodies):
        assert len(body) + following.count(following[:1]) > MB


def test_single_records_go_alone_and_large_ones_not_at_all():
    assert list(batches([b"a", b"b"], "SingleRecord", 1)) == [b"a", b"b"]
    with pytest.raises(RecordTooLargeError):
        list(batches([b"x" * (MB + 1)], "MultiRecord", 1))
    assert list(batches([b"x" * (MB + 1)], "MultiRecord", 0)) == [b"x" * (MB + 1)]


def test_answers_are_put_together():
    assert assemble([b"a", b"b\n"], "None") == b"ab\n"
    assert assemble([b"a", b"b\n"], "Line") == b"a\nb\n\n"


@pytest.mark.parametrize(
    ("url", "prefix", "name"),
    [
        ("s3://b/in/a.csv", "s3://b/in/", "a.csv"),
        ("s3://b/in/sub/a.csv", "s3://b/in", "sub/a.csv"),
        ("s3://b/in/a.csv", "s3://b/in/a.csv", "a.csv"),
        ("s3://b/in/part-1.csv", "s3://b/in/part", "part-1.csv"),
        ("s3://b/a.csv", "s3://b/", "a.csv"),
    ],
)
def test_an_output_is_named_by_what_follows_the_prefix(url, prefix, name):
    assert relative(url, prefix) == name
