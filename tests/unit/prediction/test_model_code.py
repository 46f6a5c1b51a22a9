"""Silence around a model's code."""

import sys
import threading

from prediction.model_code import muted


def test_streams_come_back_whatever_order_threads_end_in(capsys):
    streams = sys.stdout, sys.stderr
    inside, leave = threading.Event(), threading.Event()

    def first():
        with muted():
            inside.set()
            leave.wait(5)

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait(5)
    with muted():
        sys.stdout.write("nothing\n")
        leave.set()
        thread.join()
        sys.stdout.write("nothing either\n")
    sys.stdout.write("something\n")

    assert (sys.stdout, sys.stderr) == streams
    assert capsys.readouterr().out == "something\n"


def test_streams_come_back_after_an_error(capsys):
    try:
        with muted():
            raise KeyError  # noqa: TRY301 - what a model would do
    except KeyError:
        sys.stdout.write("something\n")

    assert capsys.readouterr().out == "something\n"
