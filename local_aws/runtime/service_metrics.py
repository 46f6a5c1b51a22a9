"""What Lambda itself counts of its functions.

Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

from datetime import UTC, datetime

from local_aws.runtime import metrics
from local_aws.runtime.config import FunctionConfig
from local_aws.runtime.embedded_metrics import Datum
from local_aws.runtime.invocation import Outcome


def record_invocation(config: FunctionConfig, outcome: Outcome) -> None:
    """Count a run, whether it succeeded, and what it took."""
    _put(
        config,
        [
            ("Invocations", 1.0, "Count"),
            ("Errors", 0.0 if outcome.failure is None else 1.0, "Count"),
            ("Throttles", 0.0, "Count"),
            ("Duration", outcome.duration_ms, "Milliseconds"),
        ],
    )


def record_throttle(config: FunctionConfig) -> None:
    """Count a refusal; it is no invocation."""
    _put(config, [("Throttles", 1.0, "Count")])


def _put(config: FunctionConfig, counts: list[tuple[str, float, str]]) -> None:
    now = datetime.now(UTC)
    metrics.put(
        config.account_id,
        config.region,
        [
            Datum(
                namespace="AWS/Lambda",
                name=name,
                dimensions=(("FunctionName", config.name),),
                values=(value,),
                unit=unit,
                timestamp=now,
            )
            for name, value, unit in counts
        ],
    )
