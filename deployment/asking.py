"""Asks an environment over HTTP, as its clients do."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import urllib3

from deployment.traffic import Answered
from model_store.manifest import Golden
from prediction.predictions import same

# API Gateway's own limit, and a little for the way.
_MOST_SECONDS = 35.0
_SHOWN_BYTES = 200


@dataclass(frozen=True, kw_only=True)
class Asking:
    """How an environment is asked.

    Attributes:
        url: That instances are posted to.
        key: Of the client.
        golden: What is sent, and what is to come back.
        exact: Whether predictions are labels; numbers may differ in the last digit.
        pause_seconds: Between two requests: a client has a rate, and so have the
            others whose requests are not to be held up.

    """

    url: str
    key: str
    golden: Golden
    exact: bool
    pause_seconds: float = 0.5

    def warm_up(self) -> None:
        """Send one request that does not count: it may meet a cold start."""
        self._ask()

    def for_seconds(self, seconds: float, *, least: int) -> list[Answered]:
        """Send one request after another, with the pause between.

        Args:
            seconds: How long.
            least: Requests that are sent even if it takes longer.

        """
        answers: list[Answered] = []
        end = time.monotonic() + seconds
        while len(answers) < least or time.monotonic() < end:
            answers.append(self._ask())
            time.sleep(self.pause_seconds)
        return answers

    def _ask(self) -> Answered:
        since = time.monotonic()
        try:
            answer = urllib3.request(
                "POST",
                self.url,
                json=list(self.golden.instances),
                headers={"x-api-key": self.key},
                timeout=_MOST_SECONDS,
                retries=False,
            )
            wrong = self._wrong(answer)
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            wrong = str(error)
        milliseconds = (time.monotonic() - since) * 1000
        return Answered(milliseconds=milliseconds, wrong=wrong)

    def _wrong(self, answer: urllib3.BaseHTTPResponse) -> str:
        if answer.status != HTTPStatus.OK:
            return f"{answer.status} {answer.data[:_SHOWN_BYTES]!r}"
        return "" if self._right(answer.json()) else "other predictions"

    def _right(self, predictions: object) -> bool:
        wanted: Sequence[Any] = self.golden.predictions
        if not isinstance(predictions, list) or len(predictions) != len(wanted):
            return False
        return all(
            same(expected, found, exact=self.exact)
            for expected, found in zip(wanted, predictions, strict=True)
        )
