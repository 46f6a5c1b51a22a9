"""What every refusal of Application Auto Scaling needs."""

from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.scaling.kept import TargetId


def invalid(text: str) -> AwsError:
    """Return the error that most refusals are."""
    return AwsError(text, code="ValidationException")


def check_bounds(low: int | None, high: int | None) -> None:
    """Refuse negative bounds, and a minimum above the maximum."""
    for name, value in (("minCapacity", low), ("maxCapacity", high)):
        if value is not None and value < 0:
            text = (
                f"1 validation error detected: Value '{value}' at '{name}' failed to "
                "satisfy constraint: Member must have value greater than or equal to 0"
            )
            raise invalid(text)
    if low is not None and high is not None and low > high:
        text = "Maximum capacity cannot be less than minimum capacity"
        raise invalid(text)


def backend_of(call: Call) -> Any:  # noqa: ANN401 - moto is untyped
    """Return moto's Application Auto Scaling."""
    return applicationautoscaling_backends[call.account_id][call.region]


def dimension_of(call: Call) -> str | None:
    """Return the dimension that a call names."""
    dimension: str | None = call.params.get("ScalableDimension")
    return dimension


def target_of(call: Call) -> TargetId:
    """Return the target that a call is about."""
    return TargetId(
        call.params["ServiceNamespace"],
        call.params["ResourceId"],
        str(dimension_of(call)),
    )
