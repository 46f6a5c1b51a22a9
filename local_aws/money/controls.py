"""Test controls of the account's money, below `/_local/`.

POST   /_local/billing  what the month has cost so far: {"total_usd": 120} and, if
                        wanted, "services" and "accounts" with an amount each,
                        and "forecast_usd"; answers when alarms and budgets have
                        been held against it
POST   /_local/anomalies
                        unusual costs are found: {"service", "impact_usd"}
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from local_aws.clock import Clock
from local_aws.control import Answer, Control
from local_aws.money import anomalies, budgets
from local_aws.money.charges import Charges, measure


def money_controls(account_id: str, clock: Clock) -> Sequence[Control]:
    """Return the controls of the money of an account."""

    def bill(_: Mapping[str, str], body: Any) -> Answer:  # noqa: ANN401 - any JSON
        charges, at = Charges.parse(body), clock.now()
        measure(account_id, charges, at)
        budgets.review(account_id, charges, at)
        # Whoever acts on the clock has acted on the data when this returns.
        clock.advance(timedelta())
        return HTTPStatus.OK, {"at": at.isoformat()}

    def find(_: Mapping[str, str], body: Any) -> Answer:  # noqa: ANN401 - any JSON
        told = anomalies.find(
            account_id, body["service"], float(body["impact_usd"]), clock.now()
        )
        return HTTPStatus.OK, {"told": told}

    return [
        Control(method="POST", path=re.compile(path), handle=handle)
        for path, handle in (("billing", bill), ("anomalies", find))
    ]
