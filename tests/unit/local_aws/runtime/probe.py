"""A function that does what its event says. Its code is an image's."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

# A thread counts it up between events, where there is such a between.
BEATS = [0]

if "INIT_SLEEP" in os.environ:
    time.sleep(float(os.environ["INIT_SLEEP"]))
if "INIT_RAISE" in os.environ:
    raise RuntimeError(os.environ["INIT_RAISE"])
if "INIT_EXIT" in os.environ:
    os._exit(int(os.environ["INIT_EXIT"]))

# A process that has neither our session nor us for a parent.
_ORPHAN = """
import os, sys, time
os.fork() and os._exit(0)
os.setsid()
print(os.getpid(), flush=True)
for descriptor in (1, 2):
    os.close(descriptor)
time.sleep(int(sys.argv[1]))
"""


def handle(event, context):
    """Do the first thing that the event asks for, and tell all about it."""
    for action, value in event.items() if isinstance(event, dict) else ():
        if action in ACTIONS:
            answer = ACTIONS[action](value)
            if answer is not None:
                return answer
    return {
        "arn": context.invoked_function_arn,
        "beats": BEATS[0],
        "client": context.client_context and context.client_context.custom,
        "cwd": str(Path.cwd()),
        "environment": dict(os.environ),
        "event": event,
        "left_ms": context.get_remaining_time_in_millis(),
        "path": sys.path,
        "pid": os.getpid(),
        "request_id": context.aws_request_id,
        "version": context.function_version,
    }


def _write(lines):
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _dump(document):
    _write([json.dumps(document)])


def _raise(message):
    raise ValueError(message)


def _signal(number):
    os.kill(os.getpid(), number)


def _hold(megabytes):
    held = bytearray(os.urandom(1)) * (megabytes << 20)
    time.sleep(0.3)
    return len(held)


def _orphan(seconds):
    started = subprocess.run(
        [sys.executable, "-S", "-c", _ORPHAN, str(seconds)],
        stdout=subprocess.PIPE,
        check=True,
    )
    return int(started.stdout)


def _beat(_):
    def count():
        while True:
            time.sleep(0.01)
            BEATS[0] += 1

    threading.Thread(target=count, daemon=True).start()


def _whoami(_):
    import boto3  # noqa: PLC0415 - half a second that no other test needs

    return boto3.client("sts").get_caller_identity()["Arn"]


ACTIONS = {
    "answer": lambda value: value,
    "answer_bytes": lambda size: "x" * (size - 2),
    "beat": _beat,
    "dump": _dump,
    "exit": os._exit,
    "hold_mb": _hold,
    "orphan": _orphan,
    "raise": _raise,
    "signal": _signal,
    "sleep": time.sleep,
    "whoami": _whoami,
    "write": _write,
}
