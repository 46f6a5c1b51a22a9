"""Training: the real loader, and what happens where it has no data."""

import codecs
import json
import pickle
import socket
import subprocess
import sys
import threading
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import _twenty_newsgroups
from sklearn.utils import Bunch

from model import iris, newsgroups
from model.dataset import Part
from model.train import train
from model_store.manifest import Manifest

GROUPS = ["alt.atheism", "sci.space"]
# Folder of the model, folder of the data.
TRAIN = """
import pathlib, sys
from model.train import train
train(*map(pathlib.Path, sys.argv[1:]))
"""
WORDS = {0: "faith god belief reason", 1: "orbit rocket moon launch"}


@pytest.fixture
def data_home(tmp_path: Path) -> Path:
    """Write a cache of few posts, in the form that scikit-learn keeps it."""
    cache = {}
    for subset, count in (("train", 40), ("test", 12)):
        target = [index % 2 for index in range(count)]
        posts = [
            f"From: someone\n\n{WORDS[kind]} number{index % 5} and {subset}"
            for index, kind in enumerate(target)
        ]
        cache[subset] = Bunch(
            data=posts,
            target=np.array(target),
            target_names=GROUPS,
            filenames=np.arange(count).astype(str),
        )
    home = tmp_path / "data"
    home.mkdir()
    content = codecs.encode(pickle.dumps(cache), "zlib_codec")
    (home / "20news-bydate_py3.pkz").write_bytes(content)
    return home


@pytest.fixture
def no_network(monkeypatch):
    """Refuse connections, as a machine without a way out does."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


class Notes:
    """Remembers what a command would have shown."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def step(self, description):
        return nullcontext()

    def note(self, message):
        self.notes.append(message)


def test_posts_come_with_headers_and_named_labels(data_home):
    data = newsgroups.load(data_home)

    assert (len(data.train), len(data.test)) == (40, 12)
    assert all(post.startswith("From: someone\n") for post in data.train.instances)
    for part in (data.train, data.test):
        for post, label in zip(part.instances, part.labels, strict=True):
            assert WORDS[GROUPS.index(label)] in post


def test_the_default_cache_is_scikit_learns(data_home, monkeypatch):
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(data_home))

    assert newsgroups.load() == newsgroups.load(data_home)


def test_training_measures_the_test_part_and_packages(data_home, tmp_path):
    notes = Notes()

    manifest = train(tmp_path / "out", data_home, notes)

    assert notes.notes == []
    assert manifest.name == "newsgroups"
    assert manifest.output.classes == tuple(GROUPS)
    assert manifest.metrics["accuracy"] == 1.0
    assert manifest.metrics["test_instances"] == 12
    data = newsgroups.load(data_home)
    assert manifest.metrics["data"] == {
        "name": "20newsgroups-bydate",
        "sha256": data.sha256,
    }
    assert set(manifest.golden.instances) <= set(data.test.instances)
    assert sorted(manifest.golden.predictions) == GROUPS
    read = Manifest.parse((tmp_path / "out/manifest.json").read_bytes())
    assert read == manifest


@pytest.mark.parametrize("home", ["an empty folder", "a file in its place"])
def test_without_posts_it_says_so_in_one_line_and_takes_the_flowers(
    tmp_path, no_network, home, capfd, recwarn
):
    notes = Notes()
    folder = tmp_path / "data"
    if home == "a file in its place":
        folder.write_text("")
    started = time.monotonic()

    manifest = train(tmp_path / "out", folder, notes)

    assert time.monotonic() - started < 60
    (note,) = notes.notes
    assert "cannot be loaded" in note
    assert "\n" not in note
    assert capfd.readouterr() == ("", "")
    assert [str(one.message) for one in recwarn] == []
    assert manifest.name == "iris"
    assert manifest.metrics["test_instances"] == 50
    assert manifest.metrics["accuracy"] > 0.9
    first, *_, last = manifest.golden.instances
    assert first["sepal length (cm)"] > 0
    assert list(first.values()) == last


def test_an_address_that_never_answers_is_given_up(monkeypatch, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/posts"
        monkeypatch.setattr(
            _twenty_newsgroups,
            "ARCHIVE",
            _twenty_newsgroups.ARCHIVE._replace(url=address),
        )
        monkeypatch.setattr(newsgroups, "_CONNECT_SECONDS", 0.2)
        # Ends the wait, too late, if nothing else does.
        too_late = threading.Timer(50, silent.shutdown, [socket.SHUT_RDWR])
        too_late.start()
        started = time.monotonic()

        with pytest.raises(newsgroups.DataUnavailableError):
            newsgroups.load(tmp_path)

        assert time.monotonic() - started < 40
        too_late.cancel()


def test_the_time_out_of_others_is_left_as_it_was(tmp_path, no_network):
    before = socket.getdefaulttimeout()
    with pytest.raises(newsgroups.DataUnavailableError):
        newsgroups.load(tmp_path)
    assert socket.getdefaulttimeout() == before


def test_two_trainings_give_one_version(data_home, tmp_path):
    versions = set()
    for seed in ("1", "2"):
        out = tmp_path / seed
        subprocess.run(
            [
                sys.executable,
                "-c",
                TRAIN,
                out,
                data_home,
            ],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            check=True,
        )
        versions.add(json.loads((out / "manifest.json").read_text())["version"])

    assert len(versions) == 1


def test_the_flowers_are_split_the_same_each_time():
    first, second = iris.load(), iris.load()

    assert first == second
    assert first.sha256 == second.sha256
    assert (len(first.train), len(first.test)) == (100, 50)
    for part in (first.train, first.test):
        assert {part.labels.count(name) for name in set(part.labels)} <= {
            33,
            34,
            16,
            17,
        }


def test_the_digest_of_data_sees_labels_order_and_parts():
    data = iris.load()
    swapped = replace(data, train=data.test, test=data.train)
    relabelled = replace(
        data,
        test=Part(instances=data.test.instances, labels=data.test.labels[::-1]),
    )

    assert len({data.sha256, swapped.sha256, relabelled.sha256}) == 3
