"""Budgets of cost that look at the month's charges.

https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html
"""

import logging
import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from moto.budgets.models import budgets_backends

from local_aws.iam.callers import PARTITION
from local_aws.money.charges import Charges
from local_aws.money.telling import tell
from local_aws.topics.publishing import Publisher

logger = logging.getLogger(__name__)

PRINCIPAL = "budgets.amazonaws.com"
ALARM, OK = "ALARM", "OK"

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "EQUAL_TO": operator.eq,
    "GREATER_THAN": operator.gt,
    "LESS_THAN": operator.lt,
}
_ACTUAL, _PERCENTAGE = "ACTUAL", "PERCENTAGE"

Key = tuple[str, str, float, str]


def notification_key(details: Mapping[str, Any]) -> Key:
    """Return what tells a notification of a budget from its others."""
    return (
        details["NotificationType"],
        details["ComparisonOperator"],
        float(details["Threshold"]),
        details.get("ThresholdType", _PERCENTAGE),
    )


def budget_arn(account_id: str, name: str) -> str:
    """Return the ARN of a budget; budgets have no Region."""
    return f"arn:{PARTITION}:budgets::{account_id}:budget/{name}"


def review(account_id: str, charges: Charges, at: datetime) -> None:
    """Hold the account's budgets against its charges, and tell what they exceed."""
    backend = budgets_backends[account_id][PARTITION]
    for name, budget in list(backend.budgets[account_id].items()):
        lacking = _lacking(budget.budget)
        if lacking:
            logger.warning("The local AWS lacks this: %s; %s stays", lacking, name)
            continue
        _note(budget.budget, charges)
        publisher = Publisher(
            account_id=account_id,
            principal=PRINCIPAL,
            source_arn=budget_arn(account_id, name),
        )
        for notification in list(budget.notifications):
            _review(publisher, budget.budget, notification, charges, at)


def _lacking(budget: Mapping[str, Any]) -> str | None:
    if budget["BudgetType"] != "COST" or budget["TimeUnit"] != "MONTHLY":
        return f"budgets of {budget['BudgetType']}, {budget['TimeUnit']}"
    if budget.get("CostFilters") or budget.get("FilterExpression"):
        return "budgets of a part of the costs"
    return None if "BudgetLimit" in budget else "budgets without one fixed limit"


def _note(budget: dict[str, Any], charges: Charges) -> None:
    spent = {"ActualSpend": {"Amount": str(charges.total_usd), "Unit": "USD"}}
    if charges.forecast_usd is not None:
        forecast = {"Amount": str(charges.forecast_usd), "Unit": "USD"}
        spent["ForecastedSpend"] = forecast
    budget["CalculatedSpend"] = spent


def _review(
    publisher: Publisher,
    budget: Mapping[str, Any],
    notification: Any,  # noqa: ANN401 - moto is untyped
    charges: Charges,
    at: datetime,
) -> None:
    kind, comparison, threshold, unit = notification_key(notification.details)
    amount = charges.total_usd if kind == _ACTUAL else charges.forecast_usd
    limit = float(budget["BudgetLimit"]["Amount"])
    wanted = limit * threshold / 100 if unit == _PERCENTAGE else threshold
    exceeded = amount is not None and _COMPARISONS[comparison](amount, wanted)
    before = getattr(notification, "state", OK)
    notification.state = ALARM if exceeded else OK
    # What was spent does not become less before the month ends: it is told once.
    month = (at.year, at.month)
    told = getattr(notification, "told", None)
    if not exceeded or (told == month if kind == _ACTUAL else before == ALARM):
        return
    notification.told = month
    name = budget["BudgetName"]
    words = {
        "subject": f"AWS Budgets: {name} has exceeded your alert threshold",
        "text": (
            f"Budget Name: {name}\nBudgeted Amount: ${limit:.2f}\n"
            f"Alert Type: {kind}\nAlert Threshold: > ${wanted:.2f}\n"
            f"{kind} Amount: ${amount:.2f}\n"
        ),
    }
    subscribers = [
        (each["SubscriptionType"], each["Address"]) for each in notification.subscribers
    ]
    tell(publisher, subscribers, words, at)
