"""The calls that change an endpoint: answered at once, done in the background."""

import copy
import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from moto.sagemaker.models import sagemaker_backends

from local_aws.errors import AwsError
from local_aws.sagemaker.control import transitions
from local_aws.sagemaker.control.configs import Config, given_config
from local_aws.sagemaker.control.counts import changed, retaining
from local_aws.sagemaker.control.deploying import prepare
from local_aws.sagemaker.control.endpoint import CHANGED, Endpoint, arn_of_endpoint
from local_aws.sagemaker.control.errors import (
    ENDPOINT,
    existing,
    invalid,
    missing,
)
from local_aws.sagemaker.control.scalable_targets import deregister

Params = Mapping[str, Any]
"""An operation's input, by the names of the API reference."""


def find_endpoint(account_id: str, region: str, name: str) -> Endpoint:
    """Return the endpoint of the name.

    Raises:
        AwsError: There is none.

    """
    found: Endpoint | None = _endpoints(account_id, region).get(name)
    if found is None:
        raise missing(ENDPOINT, arn_of_endpoint(account_id, region, name))
    return found


def create_endpoint(account_id: str, region: str, params: Params) -> Endpoint:
    """Begin an endpoint.

    Raises:
        AwsError: There is one of the name, or its configuration is not there.

    """
    name = params["EndpointName"]
    config = given_config(account_id, region, params["EndpointConfigName"])
    endpoint = Endpoint(
        account_id=account_id,
        region=region,
        endpoint_name=name,
        tags=list(params.get("Tags") or []),
        deployment_config=copy.deepcopy(params.get("DeploymentConfig")),
        pending=prepare(account_id, region, name, config),
        endpoint_status="Creating",
    )
    with CHANGED:
        if name in _endpoints(account_id, region):
            raise existing(ENDPOINT, endpoint.arn)
        _endpoints(account_id, region)[name] = endpoint
    transitions.start(endpoint, transitions.create)
    return endpoint


def update_endpoint(account_id: str, region: str, params: Params) -> Endpoint:
    """Begin to deploy another configuration.

    Instance counts and weights are the configuration's own, unless they are to
    be retained.

    Raises:
        AwsError: The endpoint or the configuration is not there, or a change of
            the endpoint is under way.

    """
    name = params["EndpointName"]
    with CHANGED:
        endpoint = find_endpoint(account_id, region, name)
        endpoint.check_settled()
        config = given_config(account_id, region, params["EndpointConfigName"])
        deployed = endpoint.deployed
        if deployed is None:
            raise _failed(endpoint)
        if params.get("RetainAllVariantProperties"):
            excluded = {
                each["VariantPropertyType"]
                for each in params.get("ExcludeRetainedVariantProperties") or ()
            }
            if "DataCaptureConfig" not in excluded:
                config = _capturing_as(deployed.config, config)
            pending = prepare(account_id, region, name, config)
            spec = retaining(pending.spec, deployed.spec, excluded)
            pending = replace(pending, spec=spec)
        else:
            pending = prepare(account_id, region, name, config)
        if not params.get("RetainDeploymentConfig"):
            given = copy.deepcopy(params.get("DeploymentConfig"))
            endpoint.deployment_config = given
        endpoint.pending, endpoint.failure_reason = pending, None
        endpoint.enter("Updating")
    transitions.start(endpoint, transitions.update)
    return endpoint


def update_weights_and_capacities(
    account_id: str, region: str, params: Params
) -> Endpoint:
    """Begin to give variants other counts and weights.

    Raises:
        AwsError: The endpoint or a variant is not there, or a change of the
            endpoint is under way.

    """
    with CHANGED:
        endpoint = find_endpoint(account_id, region, params["EndpointName"])
        endpoint.check_settled()
        deployed = endpoint.deployed
        if deployed is None:
            raise _failed(endpoint)
        wanted = params["DesiredWeightsAndCapacities"]
        endpoint.desired = changed(deployed.spec, wanted)
        endpoint.enter("Updating")
    transitions.start(endpoint, transitions.scale)
    return endpoint


def delete_endpoint(account_id: str, region: str, name: str) -> None:
    """Begin the endpoint's end, and that of its scalable targets.

    Raises:
        AwsError: It is not there, or a change of it is under way.

    """
    with CHANGED:
        endpoint = find_endpoint(account_id, region, name)
        endpoint.check_settled()
        endpoint.enter("Deleting")
    # Whoever scales it is not told.
    deregister(account_id, region, name)

    def forget() -> None:
        del _endpoints(account_id, region)[name]

    transitions.start(endpoint, functools.partial(transitions.delete, forget=forget))


def _capturing_as(old: Config, new: Config) -> Config:
    """Return the new configuration with the old one's data capture."""
    kept = {k: v for k, v in old.items() if k == "DataCaptureConfig"}
    return {**{k: v for k, v in new.items() if k != "DataCaptureConfig"}, **kept}


def _failed(endpoint: Endpoint) -> AwsError:
    # "DeleteEndpoint is the only operation that can be performed on a failed
    # endpoint." (text: second-hand)
    return invalid(f'Cannot update endpoint "{endpoint.arn}" in status "Failed".')


def _endpoints(account_id: str, region: str) -> dict[str, Endpoint]:
    # Where moto has them, so that it lists and tags them.
    backend: Any = sagemaker_backends[account_id][region]
    return cast("dict[str, Endpoint]", backend.endpoints)
