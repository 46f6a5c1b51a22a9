"""Task tokens: each is answered once, and never after its task is over.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
"""

import threading
import uuid
from typing import Any

from local_aws.errors import AwsError
from local_aws.states.bells import Bell


class TaskToken:
    """The token of one attempt at a task.

    Attributes:
        answered: Rings with an answer, and with each heartbeat.
        beats: How many heartbeats there were.
        machine_arn: Of the state machine that waits.
        outcome: The answer, in moto's own form, or None.
        value: What is handed out.

    """

    def __init__(self, machine_arn: str) -> None:
        """Make a token that nobody knows yet."""
        self.answered = Bell()
        self.beats = 0
        self.machine_arn = machine_arn
        self.outcome: Any = None
        self.value = f"AQ{uuid.uuid4().hex}{uuid.uuid4().hex}"
        self._lock = threading.Lock()
        self._over = False

    def answer(self, outcome: Any) -> None:  # noqa: ANN401 - moto is untyped
        """Take the answer.

        Raises:
            AwsError: The task is over.

        """
        with self._lock:
            self._check()
            self.outcome = outcome
            self._over = True
        self.answered.ring()

    def heartbeat(self) -> None:
        """Take a sign of life.

        Raises:
            AwsError: The task is over.

        """
        with self._lock:
            self._check()
            self.beats += 1
        self.answered.ring()

    def close(self) -> bool:
        """Let nobody answer any more; tell whether nobody had."""
        with self._lock:
            self._over = True
            return self.outcome is None

    def _check(self) -> None:
        if self._over:
            text = "Task Timed Out: 'Provided task does not exist anymore'"
            raise AwsError(text, code="TaskTimedOut")


# moto's state is one for the process, and so are its tokens.
_tokens: dict[str, TaskToken] = {}


def new_token(machine_arn: str) -> TaskToken:
    """Make a token for an attempt at a task."""
    token = TaskToken(machine_arn)
    _tokens[token.value] = token
    return token


def find_token(value: str) -> TaskToken | None:
    """Return the token with a value, also where its task is over."""
    return _tokens.get(value)


def known_token(value: str) -> TaskToken:
    """Return the token with a value.

    Raises:
        AwsError: There never was one.

    """
    token = find_token(value)
    if token is None:
        text = "Invalid Token: 'Invalid token'"
        raise AwsError(text, code="InvalidToken")
    return token
