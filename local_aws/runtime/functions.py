"""Runs moto's functions on the data plane."""

from typing import Any

from moto.awslambda.models import lambda_backends

from local_aws.runtime.async_config import AsyncConfig, read_async_config
from local_aws.runtime.config import LATEST
from local_aws.runtime.invocation import Outcome
from local_aws.runtime.plane import LambdaPlane
from local_aws.runtime.pool_limits import Concurrency

# moto has no types.
_Function = Any


class Functions:
    """Knows what moto knows about a function, beside its configuration."""

    def __init__(self, plane: LambdaPlane) -> None:
        """Take the plane that runs them."""
        self._plane = plane

    def invoke(
        self,
        function: _Function,
        payload: bytes,
        *,
        qualifier: str | None = None,
        client_context: str | None = None,
    ) -> Outcome:
        """Run a function of moto's and wait.

        Args:
            function: $LATEST or a published version.
            payload: JSON.
            qualifier: As the caller gave it.
            client_context: JSON, or None.

        Raises:
            InvokeRefusedError: As `LambdaPlane.invoke`.

        """
        return self._plane.invoke(
            function,
            payload,
            function_arn=_invoked_arn(function, qualifier),
            concurrency=self._concurrency(function),
            client_context=client_context,
        )

    def send(
        self, function: _Function, payload: bytes, *, qualifier: str | None
    ) -> None:
        """Accept an event for a function of moto's.

        Raises:
            InvokeRefusedError: As `LambdaPlane.send`.

        """
        self._plane.send(
            function,
            payload,
            function_arn=_invoked_arn(function, qualifier),
            concurrency=self._concurrency(function),
            wanted=_async_config(function),
        )

    def _concurrency(self, function: _Function) -> Concurrency:
        reservations = {
            each.function_name: int(each.reserved_concurrency)
            for each in _backend(function).list_functions()
            if each.reserved_concurrency is not None
        }
        return Concurrency(
            reserved=reservations.get(function.function_name),
            unreserved=self._plane.unreserved(list(reservations.values())),
        )


def exists(account_id: str, name: str) -> bool:
    """Tell whether an account has a function of a name, in whichever Region."""
    backends = list(lambda_backends[account_id].values())
    return any(f.function_name == name for b in backends for f in b.list_functions())


def _backend(function: _Function) -> Any:  # noqa: ANN401 - moto is untyped
    return lambda_backends[function.account_id][function.region]


def _invoked_arn(function: _Function, qualifier: str | None) -> str:
    arn = (
        f"arn:aws:lambda:{function.region}:{function.account_id}"
        f":function:{function.function_name}"
    )
    return f"{arn}:{qualifier}" if qualifier else arn


def _async_config(function: _Function) -> AsyncConfig:
    """Return what was configured; moto keeps it with $LATEST for any qualifier."""
    latest = _backend(function).get_function(function.function_name, LATEST)
    configs = latest.event_invoke_config
    return read_async_config(
        configs[-1].config if configs else {},
        function.get_configuration().get("DeadLetterConfig") or {},
    )
