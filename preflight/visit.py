"""Makes every check, and lets none hide another."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from preflight.findings import CannotLookError, Finding, unknown

# AWS lets few calls of some services through at once; Service Quotas ten a second.
_AT_ONCE = 8


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing to look at.

    Attributes:
        check: Its name, should it not be answered.
        ask: Looks and judges; may raise CannotLookError.

    """

    check: str
    ask: Callable[[], Iterable[Finding]]


def settle(question: Question) -> list[Finding]:
    """Return what one question comes to, if only that it cannot be answered."""
    findings: list[Finding] = []
    try:
        # What was found before a refusal stays.
        findings.extend(question.ask())
    except CannotLookError as error:
        findings.append(unknown(question.check, error))
    return findings


def settle_all(questions: Sequence[Question]) -> list[Finding]:
    """Return what all come to, asked at the same time, in their order."""
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as threads:
        return [one for found in threads.map(settle, questions) for one in found]
