"""Whether alerts can ring, and anybody hears them."""

from collections.abc import Iterator, Sequence

from preflight.facts import Topic
from preflight.findings import Finding, good, warning

BILLING_CHECK = "billing alerts"
CHECK = "subscriptions"
BILLING_TOPICS_CHECK = "billing subscriptions"


def judge_billing(region: str, *, charges_seen: bool) -> Finding:
    """Return whether the account's charges reach CloudWatch.

    No call tells whether the switch is on. The metric tells that it was, and
    its absence may have a harmless reason.

    Args:
        region: Where AWS publishes the metric.
        charges_seen: Whether there is an EstimatedCharges of it.

    """
    if charges_seen:
        return good(
            BILLING_CHECK,
            f"EstimatedCharges is in {region}, so billing alerts were switched on.",
        )
    return warning(
        BILLING_CHECK,
        f"There is no EstimatedCharges in {region}: alarms on it never ring. Billing"
        " alerts are off, or were switched on within the last hours, or the account"
        " has cost nothing lately.",
        "Billing and Cost Management > Billing preferences > Alert preferences:"
        " receive CloudWatch billing alerts. In an organisation the management"
        " account has the switch. AWS has no call for it.",
    )


def judge_subscriptions(
    prefix: str, topics: Sequence[Topic], check: str = CHECK
) -> Iterator[Finding]:
    """Yield whether each topic tells somebody.

    Args:
        prefix: How their names begin.
        topics: All that begin so.
        check: Its name.

    """
    if not topics:
        yield good(
            check,
            f"No topic is called {prefix}... yet. After the apply, look again: e-mail"
            " is sent to nobody who has not confirmed.",
        )
    for topic in topics:
        name = f"{topic.name} in {topic.region}"
        if topic.pending:
            yield warning(
                check,
                f"{name} waits for {', '.join(sorted(topic.pending))} to confirm:"
                f" {topic.confirmed} of its subscribers would hear an alarm.",
                "Each of them opens the link in AWS's message. It expires: `terraform"
                " apply -replace` of the subscription sends another.",
            )
        elif not topic.confirmed:
            yield warning(
                check,
                f"{name} has no subscriber: what rings there is heard by nobody.",
                "Name somebody in the environment's alert_emails.",
            )
        else:
            yield good(
                check, f"{name} has {topic.confirmed} subscriber(s), all confirmed."
            )
