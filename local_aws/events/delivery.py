"""One delivery to a target: tried again for a while, then a dead letter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
MOST_ATTEMPTS = 185
MOST_AGE_SECONDS = 86_400
# AWS says "exponential back off and jitter"; how long, it does not say. These
# fill a day with as many tries as there are, and nothing is left to chance.
_LONGEST_WAIT_SECONDS = 512


class DeliveryError(Exception):
    """A target did not take it.

    Attributes:
        code: The error's name.
        retryable: Whether trying again may help.

    """

    def __init__(self, message: str, *, code: str, retryable: bool = True) -> None:
        """Take what the target, or who was asked on its behalf, said."""
        super().__init__(message)
        self.code = code
        self.retryable = retryable


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """How long a delivery is tried again.

    Attributes:
        attempts: After the first one.
        age_seconds: Since it was to be delivered.

    """

    attempts: int = MOST_ATTEMPTS
    age_seconds: int = MOST_AGE_SECONDS


def read_retry_policy(given: Mapping[str, Any] | None) -> RetryPolicy:
    """Return a target's policy, as both APIs name it."""
    given = given or {}
    return RetryPolicy(
        attempts=int(given.get("MaximumRetryAttempts", MOST_ATTEMPTS)),
        age_seconds=int(given.get("MaximumEventAgeInSeconds", MOST_AGE_SECONDS)),
    )


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why a delivery was given up.

    Attributes:
        error: The last one.
        retries: How often it was tried again.
        exhausted: Which limit ended it; None for an error that no try mends.

    """

    error: DeliveryError
    retries: int
    exhausted: str | None


@dataclass(kw_only=True)
class Delivery:
    """Something on its way to a target.

    Attributes:
        accepted: When it was to be delivered.
        due: When it is tried next.
        send: Delivers; takes the number of the attempt, from 1 on.
        bury: Takes why it was given up.
        policy: How long it is tried.
        region: Whose service delivers.
        attempts: How often it was tried.

    """

    accepted: datetime
    due: datetime
    send: Callable[[int], None]
    bury: Callable[[Failure], None]
    policy: RetryPolicy
    region: str = ""
    attempts: int = 0

    def attempt(self, at: datetime) -> bool:
        """Try it; tell whether it is over, one way or the other."""
        self.attempts += 1
        try:
            self.send(self.attempts)
        except DeliveryError as error:
            return self._failed(error, at)
        return True

    def _failed(self, error: DeliveryError, at: datetime) -> bool:
        retries = self.attempts - 1
        wait = min(2**retries, _LONGEST_WAIT_SECONDS)
        self.due = at + timedelta(seconds=wait)
        oldest = self.accepted + timedelta(seconds=self.policy.age_seconds)
        exhausted = None
        if error.retryable and retries >= self.policy.attempts:
            exhausted = "MaximumRetryAttempts"
        elif error.retryable and self.due > oldest:
            exhausted = "MaximumEventAgeInSeconds"
        elif error.retryable:
            return False
        self.bury(Failure(error=error, retries=retries, exhausted=exhausted))
        return True
