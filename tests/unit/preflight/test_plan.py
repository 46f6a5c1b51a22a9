"""What a plan in JSON wants."""

import json

import pytest

from preflight.asked import Asked, AskedError, parse_image
from preflight.checks.quotas import judge_unread
from preflight.plan import read_plan, with_plan

REGISTRY = "111111111111.dkr.ecr.{}.amazonaws.com/inferway/{}@sha256:" + "1" * 64
IMAGE = REGISTRY.format("eu-west-1", "prediction")


def resource(kind, *, mode="managed", **values):
    address = f"{kind}.{values.pop('name', 'one')}"
    return {"address": address, "mode": mode, "type": kind, "values": values}


def module(address, *resources, children=()):
    return {
        "address": address,
        "resources": list(resources),
        "child_modules": list(children),
    }


def variant(**settings):
    return resource(
        "aws_sagemaker_endpoint_configuration", production_variants=[settings]
    )


def target(most, dimension="sagemaker:variant:DesiredInstanceCount"):
    return resource(
        "aws_appautoscaling_target", max_capacity=most, scalable_dimension=dimension
    )


def plan(*modules, regions=("eu-west-1",), changes=()):
    known = [resource("aws_region", mode="data", id=one) for one in regions]
    return json.dumps(
        {
            "format_version": "1.2",
            "planned_values": {"root_module": {"child_modules": list(modules)}},
            "prior_state": {
                "values": {
                    "root_module": {"child_modules": [module("module.known", *known)]}
                }
            },
            "resource_changes": list(changes),
        }
    ).encode()


def test_an_environment_s_plan():
    planned = read_plan(
        plan(
            module(
                "module.stack",
                resource("aws_lambda_function", image_uri=IMAGE),
                resource("aws_lambda_function", name="unknown_until_apply"),
                resource(
                    "aws_sagemaker_model",
                    primary_container=[{"image": IMAGE}],
                ),
                children=[
                    # Scales to more than it begins with.
                    module(
                        'module.stack.module.endpoint["steady"]',
                        variant(instance_type="ml.m5.large", initial_instance_count=1),
                        target(3),
                    ),
                    module(
                        'module.stack.module.endpoint["fixed"]',
                        variant(instance_type="ml.m5.large", initial_instance_count=2),
                        target(9, "sagemaker:variant:DesiredProvisionedConcurrency"),
                    ),
                    module(
                        'module.stack.module.endpoint["on-demand"]',
                        variant(serverless_config=[{"max_concurrency": 5}]),
                    ),
                    module(
                        'module.stack.module.sleeping["b"]',
                        resource("aws_cloudformation_stack", name="hosting"),
                    ),
                ],
            )
        ),
        "plan.json",
    )

    assert planned.region == "eu-west-1"
    assert planned.images == (parse_image(IMAGE),)
    assert planned.endpoint_instances == {"ml.m5.large": 5}
    assert planned.serverless_concurrency == 5
    assert planned.reserved_concurrency == 0
    assert planned.unread == ("aws_cloudformation_stack.hosting",)


@pytest.mark.parametrize(
    ("before", "after", "more"),
    [(None, 50, 50), (20, 50, 30), (50, 50, 0), (50, -1, 0), (-1, 5, 5), (50, None, 0)],
)
def test_what_is_reserved_already_is_not_counted(before, after, more):
    def settings(value):
        return None if value is None else {"reserved_concurrent_executions": value}

    change = {"before": settings(before), "after": settings(after)}
    changes = [{"type": "aws_lambda_function", "change": change}]

    assert read_plan(plan(changes=changes), "p").reserved_concurrency == more


def test_options_add_to_a_plan():
    elsewhere = REGISTRY.format("eu-central-1", "prediction")
    planned = read_plan(
        plan(
            module(
                "m",
                resource("aws_lambda_function", image_uri=IMAGE),
                resource("aws_lambda_function", image_uri=elsewhere),
                variant(instance_type="ml.m5.large", initial_instance_count=1),
                resource("aws_cloudformation_stack"),
            ),
            regions=("eu-west-1", "eu-central-1"),
        ),
        "p",
    )
    assert planned.region is None
    other = parse_image(REGISTRY.format("eu-west-1", "routing"))
    assert other is not None
    asked = Asked(
        region="eu-west-1",
        images=(other,),
        endpoint_instances={"ml.m5.large": 1, "ml.t2.medium": 2},
        serverless_concurrency=4,
        reserved_concurrency=3,
    )

    found = with_plan(asked, planned)

    assert [str(one).partition("@")[0] for one in found.images] == [
        "inferway/prediction",
        "inferway/routing",
    ]
    assert found.endpoint_instances == {"ml.m5.large": 2, "ml.t2.medium": 2}
    assert (found.serverless_concurrency, found.reserved_concurrency) == (4, 3)
    assert found.unread == ()
    assert with_plan(Asked(region="eu-west-1"), planned).unread == planned.unread


def test_backups_are_looked_at_where_there_are_some():
    planned = read_plan(plan(module("m", resource("aws_backup_plan"))), "p")

    assert with_plan(Asked(region="eu-west-1"), planned).table_backups
    assert not with_plan(
        Asked(region="eu-west-1"), read_plan(plan(), "p")
    ).table_backups


def test_a_plan_for_another_region_is_refused():
    with pytest.raises(AskedError, match="is for eu-west-1, not us-east-1"):
        with_plan(Asked(region="us-east-1"), read_plan(plan(), "p"))


def test_what_the_plan_does_not_tell_is_told():
    [found] = judge_unread(["module.a.aws_cloudformation_stack.hosting"])

    assert found.status == "could-not-look"
    assert "--instances" in found.mend


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"values": {}}', b"Plan: 3"])
def test_what_is_no_plan_says_so(data):
    with pytest.raises(AskedError, match="terraform show -json"):
        read_plan(data, "p")
