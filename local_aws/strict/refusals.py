"""The form every module of refusals has."""

from collections.abc import Callable, Mapping

from local_aws.calls import Call

Check = Callable[[Call], None]
"""Raises AwsError where the service would refuse."""

Refusals = Mapping[str, tuple[Check, ...]]
"""The checks of a service, by operation."""
