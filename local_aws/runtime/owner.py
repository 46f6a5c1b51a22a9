"""What acts with a role: a function, or a container of SageMaker's."""

from typing import Protocol


class RoleOwner(Protocol):
    """Who a service acts for.

    Attributes:
        account_id: 12 digits.
        region: Where it is.
        name: The session's name.
        role_arn: The execution role.

    """

    @property
    def account_id(self) -> str: ...  # noqa: D102 - the class says it

    @property
    def region(self) -> str: ...  # noqa: D102

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def role_arn(self) -> str: ...  # noqa: D102


class LogOwner(RoleOwner, Protocol):
    """Whose lines go to CloudWatch Logs.

    Attributes:
        log_group: Where they go.

    """

    @property
    def log_group(self) -> str: ...  # noqa: D102
