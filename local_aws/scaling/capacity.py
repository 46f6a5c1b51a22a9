"""Capacity, asked and changed as Application Auto Scaling does: by AWS's API."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local_aws.scaling.kept import TargetId
from local_aws.scaling.resources import COPIES, INSTANCES, LAMBDA, named

_ADMINISTRATOR = "localadministrator"
# Nobody else is asked, and a refusal is an answer.
_CLIENT = Config(retries={"total_max_attempts": 1}, read_timeout=60)

_PATIENCE_SECONDS = 120.0
_POLL_SECONDS = 0.1

T = TypeVar("T")


class CapacityError(Exception):
    """The service did not do it; the message says why."""


class Capacities(Protocol):
    """What has a capacity."""

    def current(self, region: str, target: TargetId, *, wait: bool) -> int:
        """Return the capacity of what is active.

        Args:
            region: Where it is.
            target: What it is.
            wait: Whether to wait for the end of a change that is under way.

        Raises:
            CapacityError: It is not there, or not active.

        """

    def change(self, region: str, target: TargetId, to: int) -> None:
        """Set the capacity; returns when it is reached.

        Raises:
            CapacityError: The service refused it, or failed.

        """


class AwsCapacities:
    """The capacities of an account, by clients of the local AWS's own address."""

    def __init__(self, url: str) -> None:
        """Take the address."""
        self._url = url
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()

    def current(self, region: str, target: TargetId, *, wait: bool) -> int:
        """Return the capacity; see Capacities."""
        patience = _PATIENCE_SECONDS if wait else 0.0
        return _said(lambda: self._current(region, target, patience))

    def change(self, region: str, target: TargetId, to: int) -> None:
        """Set the capacity; see Capacities."""
        _said(lambda: self._change(region, target, to))

    def _current(self, region: str, target: TargetId, patience: float) -> int:
        names = named(target)
        if target.dimension == LAMBDA:
            return self._provisioned(region, names)
        if target.dimension == COPIES:
            found = self._component(region, names["name"], patience)
            return int(found["RuntimeConfig"]["DesiredCopyCount"])
        variant = self._variant(region, names, patience)
        if target.dimension == INSTANCES:
            return int(variant["DesiredInstanceCount"])
        serverless = variant.get("DesiredServerlessConfig") or {}
        return int(serverless.get("ProvisionedConcurrency") or 0)

    def _change(self, region: str, target: TargetId, to: int) -> None:
        names = named(target)
        if target.dimension == LAMBDA:
            self._provision(region, names, to)
            return
        sagemaker = self._client("sagemaker", region)
        if target.dimension == COPIES:
            sagemaker.update_inference_component_runtime_config(
                InferenceComponentName=names["name"],
                DesiredRuntimeConfig={"CopyCount": to},
            )
        else:
            wanted = (
                {"DesiredInstanceCount": to}
                if target.dimension == INSTANCES
                else {"ServerlessUpdateConfig": {"ProvisionedConcurrency": to}}
            )
            sagemaker.update_endpoint_weights_and_capacities(
                EndpointName=names["name"],
                DesiredWeightsAndCapacities=[
                    {"VariantName": names["variant"], **wanted}
                ],
            )
        reached = self._current(region, target, _PATIENCE_SECONDS)
        if reached != to:
            message = f"the capacity is {reached}, not {to}"
            raise CapacityError(message)

    def _variant(
        self, region: str, names: Mapping[str, str], patience: float
    ) -> Mapping[str, Any]:
        sagemaker = self._client("sagemaker", region)
        found = _settled(
            lambda: sagemaker.describe_endpoint(EndpointName=names["name"]),
            "EndpointStatus",
            patience,
        )
        variants: list[Mapping[str, Any]] = found["ProductionVariants"]
        return next(v for v in variants if v["VariantName"] == names["variant"])

    def _component(self, region: str, name: str, patience: float) -> Mapping[str, Any]:
        sagemaker = self._client("sagemaker", region)
        return _settled(
            lambda: sagemaker.describe_inference_component(InferenceComponentName=name),
            "InferenceComponentStatus",
            patience,
        )

    def _provisioned(self, region: str, names: Mapping[str, str]) -> int:
        functions = self._client("lambda", region)
        try:
            found = functions.get_provisioned_concurrency_config(
                FunctionName=names["name"], Qualifier=names["qualifier"]
            )
        except functions.exceptions.ProvisionedConcurrencyConfigNotFoundException:
            return 0
        return int(found["RequestedProvisionedConcurrentExecutions"])

    def _provision(self, region: str, names: Mapping[str, str], to: int) -> None:
        functions = self._client("lambda", region)
        which = {"FunctionName": names["name"], "Qualifier": names["qualifier"]}
        if to == 0:
            functions.delete_provisioned_concurrency_config(**which)
        else:
            functions.put_provisioned_concurrency_config(
                **which, ProvisionedConcurrentExecutions=to
            )

    def _client(self, service: str, region: str) -> Any:  # noqa: ANN401 - one of many
        with self._lock:
            if (service, region) not in self._clients:
                session: Any = boto3.session.Session()
                self._clients[service, region] = session.client(
                    service,
                    aws_access_key_id=_ADMINISTRATOR,
                    aws_secret_access_key=_ADMINISTRATOR,
                    config=_CLIENT,
                    endpoint_url=self._url,
                    region_name=region,
                )
            return self._clients[service, region]


def _settled(
    describe: Callable[[], Mapping[str, Any]], status: str, patience: float
) -> Mapping[str, Any]:
    """Return the description once it is InService.

    Raises:
        CapacityError: It failed, or is never done.

    """
    until = time.monotonic() + patience
    while (found := describe())[status] != "InService":
        if found[status] in ("Failed", "Deleting") or time.monotonic() > until:
            reason = found.get("FailureReason", "")
            message = f"it is {found[status]}. {reason}".rstrip()
            raise CapacityError(message)
        time.sleep(_POLL_SECONDS)
    return found


def _said(ask: Callable[[], T]) -> T:
    """Return what a service answers."""
    try:
        return ask()
    except (BotoCoreError, ClientError) as error:
        raise CapacityError(str(error)) from error
