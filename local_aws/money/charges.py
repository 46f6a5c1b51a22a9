"""The month's charges so far, as CloudWatch has them: in us-east-1 alone.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/monitor_estimated_charges_with_cloudwatch.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from moto.cloudwatch.models import cloudwatch_backends

REGION = "us-east-1"
_NAMESPACE = "AWS/Billing"
_METRIC = "EstimatedCharges"

Dimensions = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Charges:
    """What the account's month has cost so far, in USD.

    Attributes:
        total_usd: Of everything, and of every linked account.
        services: By ServiceName, such as "AmazonSageMaker".
        accounts: By the linked account's id.
        forecast_usd: Of the whole month; None as long as AWS cannot tell: it
            takes about five weeks of history.

    """

    total_usd: float
    services: Mapping[str, float] = field(default_factory=dict)
    accounts: Mapping[str, float] = field(default_factory=dict)
    forecast_usd: float | None = None

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        """Read charges from JSON.

        Raises:
            KeyError: There is no total.
            TypeError: Something is there that no charge has.
            ValueError: An amount is none.

        """
        forecast = body.get("forecast_usd")
        return cls(
            **{
                **body,
                "total_usd": _amount(body["total_usd"]),
                "services": _amounts(body.get("services", {})),
                "accounts": _amounts(body.get("accounts", {})),
                "forecast_usd": None if forecast is None else _amount(forecast),
            }
        )

    def datapoints(self) -> Iterator[tuple[Dimensions, float]]:
        """Return the dimensions beside the currency, and the amount."""
        yield {}, self.total_usd
        for name, amount in self.services.items():
            yield {"ServiceName": name}, amount
        for account_id, amount in self.accounts.items():
            yield {"LinkedAccount": account_id}, amount


def measure(account_id: str, charges: Charges, at: datetime) -> None:
    """Put the charges where AWS's billing puts them.

    Args:
        account_id: The account that pays.
        charges: Of its month so far.
        at: Of the datapoints.

    """
    cloudwatch_backends[account_id][REGION].put_metric_data(
        namespace=_NAMESPACE,
        metric_data=[
            {
                "MetricName": _METRIC,
                "Dimensions": [
                    {"Name": name, "Value": value}
                    for name, value in {**dimensions, "Currency": "USD"}.items()
                ],
                "Timestamp": at,
                "Value": amount,
                "Unit": "None",
            }
            for dimensions, amount in charges.datapoints()
        ],
    )


def _amounts(given: Mapping[str, Any]) -> dict[str, float]:
    return {name: _amount(value) for name, value in given.items()}


def _amount(given: Any) -> float:  # noqa: ANN401 - any JSON
    amount = float(given)
    if not 0 <= amount < float("inf"):
        message = f"{given} is no amount of USD"
        raise ValueError(message)
    return amount
