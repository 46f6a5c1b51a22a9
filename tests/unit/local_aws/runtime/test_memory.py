"""What a session of processes holds is seen, and little work is done to see it."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from local_aws.runtime import memory
from local_aws.runtime.memory import MemoryWatch, seconds_to_next_look
from tests.support.served import wait_until

MB = 1024 * 1024
# Holds so much, forks, and the child writes to all of it once it is told to.
FORKS = """
import os, sys
held = bytearray(os.urandom(1024)) * (64 * 1024)
told, tell = os.pipe()
if os.fork() == 0:
    os.read(told, 1)
    held[::4096] = bytes(len(held) // 4096)
    print("written", flush=True)
    os.read(told, 1)
print("forked", flush=True)
for line in sys.stdin:
    os.write(tell, b"1")
"""


@pytest.fixture
def session():
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", FORKS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout.readline() == "forked\n"
    yield process
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def looked(watch, monkeypatch):
    """Return how often shares were counted, and anything looked at, in 20 looks."""
    counted, looks = [], []
    held, most = memory.held_bytes, memory.at_most_held
    monkeypatch.setattr(memory, "held_bytes", lambda p: counted.append(p) or held(p))
    monkeypatch.setattr(memory, "at_most_held", lambda p: looks.append(p) or most(p))
    wait_until(lambda: len(looks) >= 20)
    return len(counted), len(looks)


def test_what_is_shared_counts_once_until_it_is_written(session):
    ended = threading.Event()
    # Of 64 MB each, and a Python each.
    watch = MemoryWatch(session.pid, 100, ended.set)

    assert not ended.wait(1)
    assert 64 <= watch.peak_mb <= 100
    session.stdin.write("\n")
    session.stdin.flush()

    assert session.stdout.readline() == "written\n"
    assert ended.wait(60)
    assert watch.peak_mb > 128
    watch.close()


def test_shares_are_counted_rarely_where_the_limit_is_far(session, monkeypatch):
    watch = MemoryWatch(session.pid, 1000, lambda: None)

    counted, looks = looked(watch, monkeypatch)

    watch.close()
    assert counted <= looks / 5


def test_a_peak_between_two_looks_is_told():
    # Holds 64 MB for less than the time between two looks.
    spends = "held = bytearray(b'x') * (64 << 20); del held; print(1, flush=True)"
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", f"input(); {spends}; input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    watch = MemoryWatch(process.pid, 1000, lambda: None)

    process.stdin.write(b"\n")
    process.stdin.flush()
    process.stdout.readline()

    assert 64 <= watch.peak_mb <= 128
    watch.close()
    process.kill()
    process.wait()


@pytest.mark.parametrize(
    ("free_mb", "seconds"),
    [(0, 0.02), (50, 0.02), (409.6, 0.1), (1000, 0.2), (4000, 0.2)],
)
def test_what_has_less_left_is_looked_at_sooner(free_mb, seconds):
    assert seconds_to_next_look(int(free_mb * MB)) == pytest.approx(seconds)


def test_a_process_alone_is_never_counted_page_by_page(monkeypatch):
    process = subprocess.Popen([sys.executable, "-S", "-c", "input()"], stdin=-1)
    watch = MemoryWatch(process.pid, 1000, lambda: None)

    counted, _ = looked(watch, monkeypatch)

    watch.close()
    process.kill()
    process.wait()
    assert counted == 0
