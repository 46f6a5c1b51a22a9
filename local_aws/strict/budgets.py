"""Budgets: limits that AWS has.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateNotification.html
"""

from moto.budgets.models import budgets_backends

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.callers import PARTITION
from local_aws.money.budgets import notification_key
from local_aws.strict.constraints import check_constraints
from local_aws.strict.refusals import Refusals

_MOST_NOTIFICATIONS = 10


def _no_limit(call: Call) -> None:
    """Refuse a budget of nothing."""
    budget = call.params.get("Budget") or call.params.get("NewBudget") or {}
    amount = budget.get("BudgetLimit", {}).get("Amount")
    if amount is not None and float(amount) <= 0:
        text = "Budget limit amount must be greater than 0."
        raise AwsError(text, code="InvalidParameterException")


def _one_too_many(call: Call) -> None:
    """Refuse a notification that is there, and the eleventh of a budget."""
    backend = budgets_backends[call.account_id][PARTITION]
    budget = backend.budgets[call.params["AccountId"]].get(call.params["BudgetName"])
    if budget is None:
        return  # moto says so
    there = [notification_key(each.details) for each in budget.notifications]
    if notification_key(call.params["Notification"]) in there:
        text = "The notification already exists."
        raise AwsError(text, code="DuplicateRecordException")
    if len(there) >= _MOST_NOTIFICATIONS:
        text = f"A budget has {_MOST_NOTIFICATIONS} notifications at most."
        raise AwsError(text, code="CreationLimitExceededException")


REFUSALS: Refusals = {
    "CreateBudget": (check_constraints, _no_limit),
    "CreateNotification": (check_constraints, _one_too_many),
    "UpdateBudget": (check_constraints, _no_limit),
}
