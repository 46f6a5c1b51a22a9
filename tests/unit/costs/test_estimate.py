"""What a plan costs: real plans of our environments, and small ones by hand."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from costs.charges import Usage
from costs.errors import CostError
from costs.estimate import estimate
from costs.estimate_view import change, document, markdown
from costs.kinds import BY_USE, is_free
from costs.plan import read_plan
from costs.rules import RULES
from prices import GLOBAL, load

# What `terraform show -json` printed of envs/production and envs/staging on the
# local AWS, without the values that cost nothing.
DATA = Path(__file__).parent / "data"
REPO = Path(__file__).parents[3]


@pytest.fixture
def of_file(prices):
    def of_file(name):
        data = (DATA / f"plan_{name}.json").read_bytes()
        return estimate(read_plan(data, name, None), prices)

    return of_file


@pytest.fixture
def of(prices):
    """Estimate resources, given as (type, values) or (type, values, module)."""

    def of(*resources, before=(), region="us-east-1", usage=None):
        data = json.dumps(
            {
                "planned_values": {"root_module": root(resources)},
                "prior_state": {"values": {"root_module": root(before)}},
            }
        ).encode()
        return estimate(read_plan(data, "a plan", region), prices, usage)

    return of


def root(resources):
    own = [one for one in resources if len(one) == 2]
    modules = sorted({one[2] for one in resources if len(one) == 3})
    return {
        "resources": [resource(*one) for one in own],
        "child_modules": [
            {
                "address": f"module.{module}",
                "resources": [
                    resource(*one[:2], module=f"module.{module}.")
                    for one in resources
                    if len(one) == 3 and one[2] == module
                ],
            }
            for module in modules
        ],
    }


def resource(kind, values, module=""):
    return {
        "address": f"{module}{kind}.one",
        "mode": "data" if kind == "aws_region" else "managed",
        "type": kind,
        "values": values,
    }


def at_rest(found):
    return {one.name: str(one.at_rest) for one in found.modules if one.at_rest}


def test_production_by_module(of_file):
    found = of_file("production")

    assert at_rest(found) == {
        "stack": "1.00",  # a key
        "stack/region": "1.10",  # a key and an alarm
        # ml.m5.large 730 h x 0.128 = 93.44, and 2 alarms
        'stack/region/endpoint["steady"]': "93.64",
        # 6 alarms; 43,800 sweeps and 8,760 windows a month at 1.00 a million: 0.04
        # and 0.01
        "stack/region/inference_workflow": "0.65",
        # 4 alarms each
        "stack/region/inference_workflow/results": "0.40",
        "stack/region/inference_workflow/step": "0.40",
        "stack/region/inference_workflow/sweeper": "0.40",
        "stack/region/inference_workflow/window": "0.40",
        "stack/region/model_store": "1.00",  # a key
        "stack/region/prediction": "0.40",
        "stack/region/routing": "0.40",
    }
    # 93.44 + 33 alarms x 0.10 + 3 keys x 1.00 + 0.05
    assert str(found.at_rest) == "99.79"
    assert found.uncounted == ()


def test_staging_costs_what_watches_it(of_file):
    found = of_file("staging")

    # 33 x 0.10 + 3 x 1.00 + 0.04 + 21,900 windows at 1.00 a million: 0.02
    assert str(found.at_rest) == "6.36"
    assert found.uncounted == ()


def test_a_million_requests(of_file):
    found = {one.name: str(one.per_million) for one in of_file("staging").modules}

    # 0.20, 10^6 x 0.050 s x 1.7275391 GB x 0.0000166667 = 1.4396, and 10^6 x 1,500 B
    # = 1.396984 GB x 0.57 = 0.7963
    assert found["stack/region/prediction"] == "2.44"
    # 10^6 x 0.050 s x 2 GB x 0.00002 = 2.00, and 10^6 x 2,500 B = 2.328306 GB x
    # 0.016 = 0.0373
    assert found['stack/region/endpoint["on-demand"]'] == "2.04"
    # 0.705 + 0.1415, each to the cent
    assert found["stack/records"] == "0.85"
    # 5 transitions x 0.025 a thousand
    assert found["stack/region/inference_workflow"] == "125.00"


def test_every_kind_of_our_environments_is_known(of_file):
    for name in ("production", "staging"):
        data = (DATA / f"plan_{name}.json").read_bytes()
        kinds = {one.type for one in read_plan(data, name, None).planned}

        assert len(kinds) > 40
        for kind in kinds:
            assert kind in RULES or is_free(kind) or kind in BY_USE, kind


def test_every_kind_of_our_modules_is_known():
    written = re.compile(r'^resource "(\w+)"', re.MULTILINE)
    files = [
        path for part in ("modules", "envs") for path in REPO.glob(f"{part}/**/*.tf")
    ]
    kinds = {kind for path in files for kind in written.findall(path.read_text())}

    assert len(kinds) > 50
    for kind in kinds:
        assert kind in RULES or is_free(kind) or kind in BY_USE, kind


def test_no_kind_is_two_things():
    assert not RULES.keys() & BY_USE.keys()
    assert not [kind for kind in (*RULES, *BY_USE) if is_free(kind)]


def test_a_kind_that_is_not_known_is_never_passed_over(of):
    found = of(("aws_nat_gateway", {}), ("aws_kms_key", {}))

    assert [(one.address, why) for one, why in found.uncounted] == [
        ("aws_nat_gateway.one", "a kind that is not known")
    ]
    assert "`aws_nat_gateway.one`: a kind that is not known" in markdown(found)
    assert document(found)["uncounted"][0]["address"] == "aws_nat_gateway.one"


def test_an_instance_without_a_price_is_named(of):
    found = of(
        ("aws_sagemaker_endpoint", {}),
        configuration("ml.x9.huge", 1),
    )

    ((one, why),) = found.uncounted
    assert one.type == "aws_sagemaker_endpoint_configuration"
    assert "no price of endpoint_instance ml.x9.huge in us-east-1" in why


def configuration(kind, count, **more):
    variant = {"instance_type": kind, "initial_instance_count": count, **more}
    return ("aws_sagemaker_endpoint_configuration", {"production_variants": [variant]})


def test_two_regions(of):
    # Each has a key, an endpoint and an alarm; what is in both is at home in one.
    def region(name):
        return [
            ("aws_region", {"id": name}, name),
            ("aws_kms_key", {}, name),
            ("aws_cloudwatch_metric_alarm", {"period": 60}, name),
            ("aws_sagemaker_endpoint", {}, name),
            (*configuration("ml.m5.large", 2), name),
        ]

    table = (
        "aws_dynamodb_table",
        {"billing_mode": "PAY_PER_REQUEST", "replica": [{"region_name": "eu-west-1"}]},
    )
    check = ("aws_route53_health_check", {"type": "HTTPS", "request_interval": 10})

    found = of(*region("eu-west-1"), *region("us-east-1"), table, check)

    assert at_rest(found) == {
        # 0.50, and 2 features x 1.00
        "(root)": "2.50",
        # 2 x 730 x 0.128 = 186.88, + 1.00 + 0.10
        "eu-west-1": "187.98",
        # 2 x 730 x 0.115 = 167.90, + 1.00 + 0.10
        "us-east-1": "169.00",
    }
    # 0.625 -> 0.63, 0.125 -> 0.13 (halves up), and the replica's 0.705 -> 0.71
    assert str(found.modules[0].per_million) == "1.47"


@pytest.mark.parametrize("name", ["production", "staging"])
def test_the_second_region_of_our_environments_is_counted(name):
    # By the package's own prices: an environment's resources, in the other Region.
    data = (DATA / f"plan_{name}.json").read_bytes()
    there = data.replace(b"eu-west-1", b"eu-central-1")

    found = estimate(read_plan(there, name, None), load())

    assert found.uncounted == ()
    assert found.at_rest > 0
    lines = [
        line
        for one in found.items
        for line in (*one.charge.at_rest, *one.charge.per_million)
    ]
    assert {line.price.region for line in lines} == {"eu-central-1", GLOBAL}


def test_a_replica_in_the_second_region_is_counted():
    values = {
        "billing_mode": "PAY_PER_REQUEST",
        "replica": [{"region_name": "eu-central-1"}],
    }
    planned = {
        "planned_values": {"root_module": root([("aws_dynamodb_table", values)])}
    }
    plan = read_plan(json.dumps(planned).encode(), "a plan", "eu-west-1")

    found = estimate(plan, load())

    assert found.uncounted == ()
    # 0.705 -> 0.71, 0.1415 -> 0.14, and the replica's 0.7625 -> 0.76
    assert str(found.modules[0].per_million) == "1.61"


def test_what_is_stopped_costs_nothing(of):
    """The configuration of an endpoint stays where the endpoint is gone."""
    found = of(configuration("ml.m5.large", 1))

    assert str(found.at_rest) == "0.00"


def test_scaling_tells_the_least_number(of):
    found = of(
        ("aws_sagemaker_endpoint", {}),
        ("aws_appautoscaling_target", {"min_capacity": 2}),
        configuration("ml.m5.large", 5),
    )

    assert str(found.at_rest) == "167.90"
    ((_, remark),) = found.remarks
    assert "scaling and schedules add more" in remark


@pytest.mark.parametrize(
    ("kind", "values", "usd"),
    [
        ("aws_cloudwatch_metric_alarm", {"period": 300}, "0.10"),
        ("aws_cloudwatch_metric_alarm", {"period": 10}, "0.30"),
        (
            "aws_cloudwatch_metric_alarm",
            {
                "metric_query": [
                    {"expression": "a / b"},
                    {"metric": [{"period": 60}]},
                    {"metric": [{"period": 60}]},
                ]
            },
            "0.20",
        ),
        (
            "aws_cloudwatch_metric_alarm",
            {
                "threshold_metric_id": "band",
                "metric_query": [{"metric": [{"period": 60}]}],
            },
            "0.30",
        ),
        ("aws_cloudwatch_composite_alarm", {}, "0.50"),
        ("aws_cloudwatch_dashboard", {}, "3.00"),
        ("aws_route53_health_check", {"type": "HTTP"}, "0.50"),
        ("aws_route53_health_check", {"type": "CALCULATED"}, "0.50"),
        (
            "aws_route53_health_check",
            {"type": "HTTPS_STR_MATCH", "measure_latency": True},
            "3.50",
        ),
        ("aws_route53_zone", {}, "0.50"),
        ("aws_wafv2_web_acl", {"rule": [{}, {}]}, "7.00"),
        # 730 invocations at 1.00 a million
        ("aws_scheduler_schedule", {"schedule_expression": "rate(1 hour)"}, "0.00"),
        (
            "aws_scheduler_schedule",
            {"schedule_expression": "cron(0 * * * ? *)"},
            "0.00",
        ),
        # 43,800
        ("aws_scheduler_schedule", {"schedule_expression": "rate(1 minute)"}, "0.04"),
    ],
)
def test_what_a_resource_costs_at_rest(of, kind, values, usd):
    found = of((kind, values))

    assert str(found.at_rest) == usd
    assert found.uncounted == ()


def test_what_stays_warm_of_a_function(of):
    found = of(
        ("aws_lambda_function", {"memory_size": 2048}),
        (
            "aws_lambda_provisioned_concurrency_config",
            {"provisioned_concurrent_executions": 2},
        ),
    )

    # 2 x 730 x 3,600 s x 2 GB = 10,512,000 GB-s x 0.0000041667
    assert str(found.at_rest) == "43.80"


@pytest.mark.parametrize(
    ("kind", "values", "why"),
    [
        ("aws_api_gateway_stage", {"cache_cluster_enabled": True}, "its cache"),
        ("aws_dynamodb_table", {"billing_mode": "PROVISIONED"}, "throughput"),
        ("aws_sfn_state_machine", {"type": "EXPRESS"}, "an express workflow"),
        ("aws_scheduler_schedule", {"schedule_expression": "at(x)"}, "invocations"),
        ("aws_ssm_parameter", {"tier": "Advanced"}, "advanced"),
        ("aws_cloudformation_stack", {}, "not in the plan"),
        ("aws_lambda_provisioned_concurrency_config", {}, "not known"),
    ],
)
def test_what_is_not_counted_is_named(of, kind, values, why):
    found = of((kind, values))

    ((_, reason),) = found.uncounted
    assert why in reason


def test_warm_serverless_has_no_price_yet(of):
    config = {"memory_size_in_mb": 1024, "provisioned_concurrency": 1}
    found = of(
        ("aws_sagemaker_endpoint", {}),
        configuration(None, None, serverless_config=[config]),
    )

    ((_, reason),) = found.uncounted
    assert "provisioned concurrency" in reason


def test_what_sleeps_costs_while_it_is_awake(of):
    template = {
        "Resources": {
            "Config": {
                "Type": "AWS::SageMaker::EndpointConfig",
                "Properties": {"ProductionVariants": [{"InstanceType": "ml.m5.large"}]},
            }
        }
    }
    found = of(("aws_cloudformation_stack", {"template_body": json.dumps(template)}))

    assert str(found.at_rest) == "0.00"
    ((_, remark),) = found.remarks
    assert "each hour that ml.m5.large is awake: 0.115 USD" in remark


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ((), "nothing is there yet"),
        ((("aws_kms_key", {}),), "1.00 USD more than now"),
        ((("aws_kms_key", {}, "a"), ("aws_kms_key", {}, "b")), "as now"),
        ((("aws_cloudwatch_dashboard", {}),), "1.00 USD less than now"),
    ],
)
def test_how_much_more_than_now(of, before, words):
    found = of(("aws_kms_key", {}, "a"), ("aws_kms_key", {}, "b"), before=before)

    assert change(found) == words


def test_a_slower_model_costs_more_a_request(of):
    function = ("aws_lambda_function", {"memory_size": 1024})

    slow = of(function, usage=Usage(latency_ms=Decimal(1000)))

    # 0.20 + 10^6 x 1 s x 1 GB x 0.0000166667 = 16.6667 + 1.396984 GB x 0.50 = 0.6985
    assert str(slow.modules[0].per_million) == "17.57"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"no", "is not JSON"),
        (b"[]", "is no plan of Terraform"),
        (b'{"format_version": "1.0"}', "is no plan of Terraform"),
        (b'{"planned_values": 1}', "not of type dict"),
    ],
)
def test_what_is_no_plan_is_refused(data, why):
    with pytest.raises(CostError, match=why):
        read_plan(data, "a file", None)


def test_a_region_that_nothing_tells_is_asked_for(of):
    with pytest.raises(CostError, match=r"the Region of aws_kms_key\.one.*--region"):
        of(("aws_kms_key", {}), region=None)


def test_an_arn_tells_the_region(of):
    arn = "arn:aws:dynamodb:eu-west-1:111111111111:table/one"
    found = of(
        ("aws_dynamodb_table", {"arn": arn, "billing_mode": "PAY_PER_REQUEST"}),
        region=None,
    )

    assert str(found.modules[0].per_million) == "0.85"


def test_a_module_asks_the_one_around_it(prices):
    inner = {
        "address": "module.stack.module.store",
        "resources": [resource("aws_kms_key", {}, "module.stack.module.store.")],
    }
    data = json.dumps(
        {
            "planned_values": {
                "root_module": {
                    "child_modules": [
                        {"address": "module.stack", "child_modules": [inner]}
                    ]
                }
            },
            "prior_state": {
                "values": {
                    "root_module": root(
                        [
                            ("aws_region", {"name": "eu-west-1"}, "stack"),
                            ("aws_region", {"name": "us-east-1"}),
                        ]
                    )
                }
            },
        }
    ).encode()

    (key,) = read_plan(data, "a plan", None).planned

    assert key.region == "eu-west-1"
    assert key.module_name == "stack/store"


def test_a_provider_tells_the_region_of_what_is_in_neither_module(prices):
    """The home Region's tables are beside the modules of both Regions."""

    def call(provider):
        region = {"type": "aws_region", "mode": "data", "address": "data.aws_region.a"}
        return {"module": {"resources": [{**region, "provider_config_key": provider}]}}

    def module(name, region):
        one = resource("aws_region", {"name": region}, f"module.stack.module.{name}.")
        return {"address": f"module.stack.module.{name}[0]", "resources": [one]}

    table = {
        "address": "aws_dynamodb_table.one",
        "mode": "managed",
        "type": "aws_dynamodb_table",
        "provider_config_key": "aws",
    }
    own = resource(
        "aws_dynamodb_table", {"billing_mode": "PAY_PER_REQUEST"}, "module.stack."
    )
    stack = {"address": "module.stack", "resources": [own]}
    data = {
        "planned_values": {"root_module": {"child_modules": [stack]}},
        "prior_state": {
            "values": {
                "root_module": {
                    "child_modules": [
                        {
                            "address": "module.stack",
                            "child_modules": [
                                module("second", "us-east-1"),
                                module("home", "eu-west-1"),
                            ],
                        }
                    ]
                }
            }
        },
        "configuration": {
            "root_module": {
                "module_calls": {
                    "stack": {
                        "module": {
                            "resources": [table],
                            "module_calls": {
                                "second": call("aws.second"),
                                "home": call("aws"),
                            },
                        }
                    }
                }
            }
        },
    }

    (found,) = read_plan(json.dumps(data).encode(), "a plan", None).planned

    assert found.region == "eu-west-1"
