"""Every check is made, whatever happens to the others."""

from preflight.findings import CannotLookError, good
from preflight.visit import Question, settle_all


def refused():
    reason = "These credentials may not look:Look."
    raise CannotLookError(reason, "Ask for look:Look.")


def half():
    yield good("half", "The first.")
    refused()


def test_what_cannot_be_seen_hides_nothing():
    findings = settle_all(
        [
            Question(check="refused", ask=refused),
            Question(check="half", ask=half),
            Question(check="seen", ask=lambda: [good("seen", "Right.")]),
        ]
    )

    assert [(one.check, one.status.value) for one in findings] == [
        ("refused", "could-not-look"),
        ("half", "ok"),
        ("half", "could-not-look"),
        ("seen", "ok"),
    ]
    assert findings[0].mend == "Ask for look:Look."
