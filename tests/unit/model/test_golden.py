"""Which examples become golden."""

from model.golden import choose


def test_each_prediction_is_there_before_one_comes_twice():
    examples = [f"a{i}" for i in range(20)] + ["b", "c"]
    predictions = ["a"] * 20 + ["b", "c"]

    chosen = choose(examples, predictions)

    assert chosen[:3] == ["a0", "b", "c"]
    assert len(chosen) == 10


def test_predictions_that_are_lists_and_numbers_can_be_told_apart():
    assert choose(["x", "y", "z"], [[1, 0], [1, 0], 1.5])[:2] == ["x", "z"]


def test_long_examples_are_left_out_but_never_all():
    long = "x" * 100_000

    assert choose([long, "short"], ["a", "b"]) == [long]
    assert choose(["short", long, "other"], ["a", "b", "c"]) == ["short", "other"]
