"""Lambda: reservations that do not fit.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
"""

from typing import Any

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import lambda_backends

from local_aws.calls import Call
from local_aws.patches.lambda_account import ACCOUNT_CONCURRENCY
from local_aws.patches.lambda_account import reserved as account_reserved
from local_aws.patches.provisioned_concurrency import provisioned
from local_aws.strict.invalid_value import invalid

# What is always left for functions without a reservation.
UNRESERVED_MINIMUM = 100
_LATEST = "$LATEST"


def check_reserved(call: Call) -> None:
    """Refuse a reservation below what is provisioned, or beyond the account."""
    reserved = int(call.params["ReservedConcurrentExecutions"])
    function = _latest(call)
    if function is None:
        return
    total = sum(provisioned(function).values())
    if reserved < total:
        text = (
            f" ReservedConcurrentExecutions  {reserved} should not be lower than "
            f"function's total provisioned concurrency [{total}]."
        )
        raise invalid(text)
    others = account_reserved(call.account_id, call.region, but=function.function_name)
    if ACCOUNT_CONCURRENCY - others - reserved < UNRESERVED_MINIMUM:
        text = (
            "Specified ReservedConcurrentExecutions for function decreases account's "
            "UnreservedConcurrentExecution below its minimum value of "
            f"[{UNRESERVED_MINIMUM}]."
        )
        raise invalid(text)


def check_provisioned(call: Call) -> None:
    """Refuse it for what is not published, or beyond the reservation."""
    qualifier = call.params["Qualifier"]
    function = _latest(call)
    if function is None:
        return
    if _version(call, qualifier) == _LATEST:
        text = (
            "Provisioned Concurrency Configs cannot be applied to unpublished function "
            "versions."
        )
        raise invalid(text)
    wanted = int(call.params["ProvisionedConcurrentExecutions"])
    others = {q: n for q, n in provisioned(function).items() if q != qualifier}
    reserved = function.reserved_concurrency
    if reserved is not None and sum(others.values()) + wanted > int(reserved):
        text = (
            "Requested Provisioned Concurrency should not be greater than the "
            "reservedConcurrentExecution for function"
        )
        raise invalid(text)


def _latest(call: Call) -> Any:  # noqa: ANN401 - moto is untyped
    # Lambda itself says that there is none.
    functions = lambda_backends[call.account_id][call.region]
    try:
        return functions.get_function(call.params["FunctionName"], _LATEST)
    except UnknownFunctionException:
        return None


def _version(call: Call, qualifier: str) -> str | None:
    functions = lambda_backends[call.account_id][call.region]
    try:
        return str(
            functions.get_function(call.params["FunctionName"], qualifier).version
        )
    except UnknownFunctionException:
        return None
