"""Rates and quotas, as usage plans and stages count them.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A token bucket's size.

    Attributes:
        per_second: Tokens that come back in a second.
        burst: Most tokens there can be.

    """

    per_second: float
    burst: int


@dataclass(frozen=True, kw_only=True)
class Quota:
    """How many requests a period has.

    Attributes:
        limit: Requests in a whole period.
        offset: Requests taken off the first period.
        period: "DAY", "WEEK" or "MONTH", in UTC; a week begins on Sunday.

    """

    limit: int
    offset: int
    period: str


class TokenBucket:
    """Lets through what its rate allows. Starts full.

    Args:
        now: Seconds of a clock that only grows.

    """

    def __init__(self, rate: Rate, now: float) -> None:
        """Fill the bucket."""
        self.rate = rate
        self._tokens = float(rate.burst)
        self._filled = now

    def take(self, now: float) -> bool:
        """Take a token, if there is one."""
        grown = self._tokens + max(0.0, now - self._filled) * self.rate.per_second
        self._tokens = min(float(self.rate.burst), grown)
        self._filled = max(now, self._filled)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Throttle:
    """Token buckets by what they are for, made when first asked.

    Args:
        clock: Seconds that only grow.

    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start without buckets."""
        self._clock = clock
        self._buckets: dict[Hashable, TokenBucket] = {}
        self._lock = threading.Lock()

    def take(self, key: Hashable, rate: Rate) -> bool:
        """Take a token from the key's bucket; a changed rate begins a new one."""
        with self._lock:
            now = self._clock()
            bucket = self._buckets.get(key)
            if bucket is None or bucket.rate != rate:
                bucket = self._buckets[key] = TokenBucket(rate, now)
            return bucket.take(now)


class Usage:
    """Counts requests of keys by period.

    Args:
        now: The time of day, with a time zone.

    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Start at nothing."""
        self._now = now
        self._counts: dict[Hashable, tuple[datetime, int]] = {}
        self._first: dict[Hashable, datetime] = {}
        self._lock = threading.Lock()

    def take(self, key: Hashable, quota: Quota) -> bool:
        """Count a request, unless the period's quota is used up."""
        with self._lock:
            start = period_start(self._now(), quota.period)
            first = self._first.setdefault(key, start)
            began, used = self._counts.get(key, (start, 0))
            if began != start:
                used = 0
            limit = quota.limit - (quota.offset if start == first else 0)
            if used >= limit:
                return False
            self._counts[key] = (start, used + 1)
            return True


def period_start(now: datetime, period: str) -> datetime:
    """Return when the period that holds the moment began."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    match period:
        case "DAY":
            return day
        case "WEEK":
            return day - timedelta(days=day.isoweekday() % 7)
        case "MONTH":
            return day.replace(day=1)
    message = f"a quota's period is DAY, WEEK or MONTH, not {period!r}"
    raise ValueError(message)
