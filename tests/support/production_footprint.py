"""What of production a deployment could have touched."""

import json
from typing import Any

from local_aws.demo.account import STATE_BUCKET
from tests.support.pipeline_world import World

PREFIX = "inferway-production"


def footprint(world: World) -> dict[str, Any]:
    """Return production's state, live pointer, functions, endpoints and kept plans."""
    s3, sagemaker = world.client("s3"), world.client("sagemaker")
    state = s3.get_object(Bucket=STATE_BUCKET, Key="production.tfstate")
    content = json.load(state["Body"])
    outputs = {name: one["value"] for name, one in content["outputs"].items()}
    pointer = s3.get_object(
        Bucket=outputs["model_bucket"], Key=outputs["model_pointer_key"]
    )
    plans = s3.list_object_versions(Bucket=STATE_BUCKET, Prefix="plans/production/")
    return {
        "serial": content["serial"],
        "state": state["VersionId"],
        "pointer": (
            pointer["VersionId"],
            json.load(pointer["Body"])["live"]["version"],
        ),
        "plans": sorted(one["VersionId"] for one in plans.get("Versions", [])),
        "functions": _functions(world),
        "endpoints": {
            one["EndpointName"]: sagemaker.describe_endpoint(
                EndpointName=one["EndpointName"]
            )["EndpointConfigName"]
            for one in sagemaker.list_endpoints(NameContains=PREFIX)["Endpoints"]
        },
    }


def images(world: World, prefix: str = PREFIX) -> set[str]:
    """Return the digests that the functions' aliases run."""
    return {digest for _, digest in _functions(world, prefix).values()}


def _functions(world: World, prefix: str = PREFIX) -> dict[str, tuple[str, str]]:
    client = world.client("lambda")
    found = {}
    for page in client.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            name = function["FunctionName"]
            aliases = client.list_aliases(FunctionName=name)["Aliases"]
            for alias in aliases if name.startswith(prefix) else ():
                version = client.get_function(
                    FunctionName=name, Qualifier=alias["FunctionVersion"]
                )
                digest = version["Code"]["ResolvedImageUri"].partition("@")[2]
                found[f"{name}:{alias['Name']}"] = (alias["FunctionVersion"], digest)
    return found
