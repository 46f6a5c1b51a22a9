"""What moto accepts and AWS refuses, by service.

Each module looks at a call before moto does and raises the error with which
the service itself would answer. A refusal belongs here, a behaviour that is
missing or wrong belongs to `local_aws.patches`.
"""

from collections.abc import Callable, Mapping

from local_aws.calls import Call

Refusals = Mapping[tuple[str, str], Callable[[Call], None]]


def check(call: Call) -> None:
    """Refuse what the service would.

    Raises:
        AwsError: As the service words it.

    """
