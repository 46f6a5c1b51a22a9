"""SageMaker: endpoints that pass through their states and serve.

moto's are InService at once, cannot be updated, and serve nothing. What serves
them is the data plane of `local_aws.sagemaker.hook`.
"""

import functools
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.sagemaker.responses import SageMakerResponse

from local_aws.patches.replacing import Method, replace
from local_aws.sagemaker.control import operations
from local_aws.sagemaker.control.description import describe
from local_aws.sagemaker.control.endpoint import CHANGED, Endpoint

# Terraform looks at once and then after half a minute. Told a little later, it
# is told how it ended.
_PATIENCE_SECONDS = 20.0


def apply() -> None:
    """Change moto's SageMaker."""
    # moto lacks it.
    setattr(SageMakerResponse, "update_endpoint", _update)  # noqa: B010 - not its own
    replace(SageMakerResponse, "create_endpoint", _creating)
    replace(SageMakerResponse, "update_endpoint_weights_and_capacities", _scaling)
    replace(SageMakerResponse, "describe_endpoint", _describing)
    replace(SageMakerResponse, "delete_endpoint", _deleting)


def _creating(_: Method) -> Method:
    def create_endpoint(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
        here = (self.current_account, self.region)
        return _named(operations.create_endpoint(*here, self.params))

    return create_endpoint


def _update(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    here = (self.current_account, self.region)
    return _named(operations.update_endpoint(*here, self.params))


def _scaling(_: Method) -> Method:
    def update_weights_and_capacities(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
        here = (self.current_account, self.region)
        return _named(operations.update_weights_and_capacities(*here, self.params))

    return update_weights_and_capacities


def _describing(_: Method) -> Method:
    def describe_endpoint(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
        find = functools.partial(
            operations.find_endpoint,
            self.current_account,
            self.region,
            self.params["EndpointName"],
        )
        if "terraform" in self.headers.get("User-Agent", "").lower():
            find().wait_until_settled(_PATIENCE_SECONDS)
        with CHANGED:
            return ActionResult(describe(find()))

    return describe_endpoint


def _deleting(_: Method) -> Method:
    def delete_endpoint(self: Any) -> EmptyResult:  # noqa: ANN401 - moto is untyped
        operations.delete_endpoint(
            self.current_account, self.region, self.params["EndpointName"]
        )
        return EmptyResult()

    return delete_endpoint


def _named(endpoint: Endpoint) -> ActionResult:
    return ActionResult({"EndpointArn": endpoint.arn})
