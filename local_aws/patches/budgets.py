"""Budgets: subscribers, changes and tags, which moto lacks.

What holds them against the charges is `local_aws.money.budgets`.
"""

import json
from typing import Any

from moto.budgets.exceptions import NotFoundException
from moto.budgets.models import Budget, BudgetsBackend
from moto.budgets.responses import BudgetsResponse

from local_aws.money.budgets import OK, budget_arn, notification_key
from local_aws.patches.replacing import Method, replace


def apply() -> None:
    """Change moto's Budgets."""
    replace(Budget, "delete_notification", _by_what_it_says)
    replace(Budget, "get_notifications", _with_state)
    replace(BudgetsBackend, "describe_notifications_for_budget", _of_what_exists)
    replace(BudgetsResponse, "create_budget", _tagging)
    for operation in _ADDED:
        setattr(BudgetsResponse, operation.__name__, operation)


def _by_what_it_says(_: Method) -> Method:
    """Find a notification whatever else was said of it: defaults, its state."""

    def delete_notification(self: Any, details: dict[str, Any]) -> None:  # noqa: ANN401 - moto is untyped
        gone = notification_key(details)
        self.notifications = [
            each
            for each in self.notifications
            if notification_key(each.details) != gone
        ]

    return delete_notification


def _with_state(_: Method) -> Method:
    def get_notifications(self: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - moto is untyped
        return [
            {**each.details, "NotificationState": getattr(each, "state", OK)}
            for each in self.notifications
        ]

    return get_notifications


def _of_what_exists(original: Method) -> Method:
    """Refuse as AWS does; moto fails."""

    def describe(self: Any, account_id: str, budget_name: str) -> Any:  # noqa: ANN401 - moto is untyped
        _find(self, account_id, budget_name)
        return original(self, account_id, budget_name)

    return describe


def _tagging(original: Method) -> Method:
    def create_budget(self: Any) -> str:  # noqa: ANN401 - moto is untyped
        answer: str = original(self)
        name = self._get_param("Budget")["BudgetName"]
        arn = budget_arn(self._get_param("AccountId"), name)
        tags = self._get_param("ResourceTags") or []
        _tags(self)[arn] = {tag["Key"]: tag["Value"] for tag in tags}
        return answer

    return create_budget


def update_budget(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Change a budget; its notifications stay."""
    given = self._get_param("NewBudget")
    budget = _find(self.backend, self._get_param("AccountId"), given["BudgetName"])
    budget.budget = {**budget.budget, **given}
    return "{}"


def describe_subscribers_for_notification(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Answer with whom a notification tells."""
    budget = _find(
        self.backend, self._get_param("AccountId"), self._get_param("BudgetName")
    )
    wanted = notification_key(self._get_param("Notification"))
    for each in budget.notifications:
        if notification_key(each.details) == wanted:
            return json.dumps({"Subscribers": each.subscribers})
    text = "Unable to get the notification - it doesn't exist."
    raise NotFoundException(text)


def list_tags_for_resource(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Answer with the tags of a budget."""
    tags = _tags(self).get(self._get_param("ResourceARN"), {})
    return json.dumps(
        {"ResourceTags": [{"Key": k, "Value": v} for k, v in tags.items()]}
    )


def tag_resource(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Add tags to a budget."""
    tags = _tags(self).setdefault(self._get_param("ResourceARN"), {})
    tags.update({t["Key"]: t["Value"] for t in self._get_param("ResourceTags")})
    return "{}"


def untag_resource(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Remove tags from a budget."""
    for key in self._get_param("ResourceTagKeys"):
        _tags(self).get(self._get_param("ResourceARN"), {}).pop(key, None)
    return "{}"


def _find(backend: Any, account_id: str, name: str) -> Any:  # noqa: ANN401 - moto is untyped
    budget = backend.budgets[account_id].get(name)
    if budget is None:
        text = f"Unable to get budget: {name} - the budget doesn't exist."
        raise NotFoundException(text)
    return budget


def _tags(response: Any) -> dict[str, dict[str, str]]:  # noqa: ANN401 - moto is untyped
    """Return what moto has no place for, by ARN; it ends with moto's state."""
    tags: dict[str, dict[str, str]] = response.backend.__dict__.setdefault("tags", {})
    return tags


_ADDED = (
    describe_subscribers_for_notification,
    list_tags_for_resource,
    tag_resource,
    untag_resource,
    update_budget,
)
