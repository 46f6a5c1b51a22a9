"""Staging and production are one product: both apply, settle and go away.

Staging has one Region, and is the demo's. Production has two.
"""

import json

import pytest
from botocore.exceptions import ClientError

from local_aws.demo.account import REGION
from local_aws.demo.steps import image_variables, push_image
from tests.support.deployment import REPO, Answer, Deployment, eventually
from tests.support.one_endpoint import Asked
from tests.support.terraform import Root

STANDBY = "eu-central-1"
REGIONS = (REGION, STANDBY)
# What a role may hold in all of its own policies, without white space.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
ROLE_CHARACTERS = 10_240


@pytest.fixture(scope="module")
def zone(deployment: Deployment):
    """Make the zone of production's domain, which is the company's."""
    route53 = deployment.client("route53")
    made = route53.create_hosted_zone(Name="example.com", CallerReference="company")
    yield made["HostedZone"]["Id"]
    # Refused while production has a record in it.
    route53.delete_hosted_zone(Id=made["HostedZone"]["Id"])


@pytest.fixture(scope="module")
def production(deployment: Deployment, zone: str, tmp_path_factory):
    """Apply production beside the demo's staging, and destroy it at the end."""
    assert zone
    root = Root(
        folder=REPO / "envs/production",
        env={
            **deployment.account.env,
            "TF_DATA_DIR": str(tmp_path_factory.mktemp("production")),
        },
    )
    images = image_variables(
        {**deployment.image_digests, "failover": pushed(deployment)}
    )
    root.run("init", "-lockfile=readonly", "-no-color")
    root.run("apply", "-auto-approve", "-no-color", *images)
    yield root, images
    # Production keeps its models and records; a person who destroys it empties the
    # buckets, and takes the tables' protection away.
    recovery = root.outputs()["recovery"]
    for place in (recovery["home"], recovery["standby"]):
        for bucket in ("model_bucket", "inferences_bucket"):
            empty(deployment, place[bucket], place["region"])
        for table in ("records_table", "routing_config_table"):
            deployment.client("dynamodb", region_name=place["region"]).update_table(
                TableName=recovery[table], DeletionProtectionEnabled=False
            )
    # It was looked at a moment ago, by the last plan.
    root.run("destroy", "-auto-approve", "-no-color", "-refresh=false", *images)
    assert root.run("state", "list") == ""


def pushed(deployment: Deployment) -> str:
    """Push the image that staging has no use for; wait until both Regions have it."""
    repository = deployment.account.outputs("registry")["failover_repository_url"]
    digest = push_image(deployment.local, "failover", root=REPO, repository=repository)
    ecr = deployment.client("ecr", region_name=STANDBY)
    eventually(
        lambda: (
            digest
            in {
                image.get("imageDigest")
                for image in ecr.list_images(repositoryName="inferway/failover")[
                    "imageIds"
                ]
            }
        ),
        within_seconds=60,
    )
    return digest


def empty(deployment: Deployment, bucket: str, region: str) -> None:
    """Delete every version of every object."""
    s3 = deployment.client("s3", region_name=region)
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for kept in page.get("Versions", []) + page.get("DeleteMarkers", []):
            s3.delete_object(
                Bucket=bucket, Key=kept["Key"], VersionId=kept["VersionId"]
            )


def test_a_second_plan_of_production_is_empty(production):
    root, images = production

    assert root.changes(*images) == []


def test_production_stands_beside_staging(production, deployment: Deployment):
    root, _ = production
    outputs = root.outputs()

    # One product. Of what is null Terraform says nothing: staging has one Region.
    assert set(outputs) - set(deployment.outputs) == {"recovery", "standby_served"}
    assert set(deployment.outputs) <= set(outputs)
    assert outputs["prediction_function_name"].startswith("inferway-production")
    assert outputs["model_bucket"] != deployment.bucket


def test_production_is_in_two_regions_and_has_one_name(production):
    root, _ = production
    outputs = root.outputs()
    recovery = outputs["recovery"]
    home, standby = recovery["home"], recovery["standby"]

    assert recovery["tier"] == 1
    assert (home["region"], standby["region"]) == REGIONS
    assert outputs["predict_url"] == "https://api.example.com/predict"
    assert outputs["standby_served"]["region"] == STANDBY
    # Clients that were cut off find each Region by an address of its own.
    for place in (home, standby):
        assert f".execute-api.{place['region']}." in place["predict_url"]


def test_each_region_says_for_itself_that_it_is_ready(
    production, deployment: Deployment
):
    root, _ = production
    recovery = root.outputs()["recovery"]

    assert {
        place: deployment.request(
            "GET", url=deployment.local.api_url(recovery[place]["ready_url"])
        ).status
        for place in ("home", "standby")
    } == {"home": 200, "standby": 200}


def test_the_name_leads_to_the_home_region(
    production, deployment: Deployment, zone: str
):
    root, _ = production
    records = deployment.client("route53").list_resource_record_sets(HostedZoneId=zone)
    failover = {
        record["Failover"]: record
        for record in records["ResourceRecordSets"]
        if record["Name"] == "api.example.com."
    }
    checks = root.outputs()["recovery"]["health_check_ids"]

    assert failover["PRIMARY"]["HealthCheckId"] == checks["home"]
    assert failover["SECONDARY"]["HealthCheckId"] == checks["standby_endpoint"]
    for region, role in zip(REGIONS, ("PRIMARY", "SECONDARY"), strict=True):
        target = failover[role]["AliasTarget"]["DNSName"]
        assert f".execute-api.{region}." in target


def test_what_a_deployment_may_do_fits_in_its_role(deployment: Deployment):
    # Longer ones IAM refuses, which the local AWS does not.
    state = json.loads(deployment.root("registry").run("state", "pull"))
    length = {
        (found["name"], one.get("index_key")): len(one["attributes"]["minified_json"])
        for found in state["resources"]
        if found["type"] == "aws_iam_policy_document"
        for one in found["instances"]
    }
    of_production = [
        length["read", None],
        *(length[name, "production"] for name in ("manage", "recovery", "rights")),
    ]

    assert min(of_production) > 1000
    assert sum(of_production) < ROLE_CHARACTERS
    # Of the boundaries of workloads, which are managed policies.
    for environment in ("production", "staging"):
        assert 1000 < length["workload", environment] < 6_144


def test_a_key_of_staging_opens_nothing_in_production(
    production, deployment: Deployment
):
    root, _ = production

    answer = deployment.request(
        url=deployment.local.api_url(root.outputs()["recovery"]["home"]["predict_url"]),
        body=b'["text"]',
        headers={"x-api-key": deployment.demo["api_key"]},
    )

    assert answer.status == 403


@pytest.fixture
def steady(production) -> str:
    root, _ = production
    return root.outputs()["served"]["endpoints"]["steady"]["endpoint_name"]


def smoke(
    production, deployment: Deployment, folder, *, code: int, output: str = "served"
) -> list[dict]:
    root, _ = production
    outputs = folder / "outputs.json"
    printed = json.loads(root.run("output", "-json"))
    outputs.write_text(json.dumps({"served": printed[output]}))
    found = deployment.inferway("smoke", outputs, "--timeout", "60", code=code)
    return [one for one in found["checks"] if not one["right"]]


def test_business_hours_move_both_bounds_of_the_endpoint(
    production, deployment: Deployment, steady: str
):
    scaling = deployment.client("application-autoscaling")
    resource = f"endpoint/{steady}/variant/AllTraffic"

    [target] = scaling.describe_scalable_targets(
        ServiceNamespace="sagemaker", ResourceIds=[resource]
    )["ScalableTargets"]
    actions = scaling.describe_scheduled_actions(
        ServiceNamespace="sagemaker", ResourceId=resource
    )["ScheduledActions"]

    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 2)
    assert {
        action["Schedule"]: (
            action["ScalableTargetAction"]["MinCapacity"],
            action["ScalableTargetAction"]["MaxCapacity"],
            action["Timezone"],
        )
        for action in actions
    } == {
        "cron(0 9 ? * MON-FRI *)": (1, 2, "America/New_York"),
        "cron(0 18 ? * MON-FRI *)": (1, 1, "America/New_York"),
    }


def test_every_front_says_that_there_is_no_model_until_there_is_one(
    production, deployment: Deployment, steady: str, tmp_path
):
    root, _ = production
    outputs = root.outputs()
    by_function = ask_the_function(outputs, deployment)
    assert by_function.status == 503
    assert by_function.body["error"]["code"] == "model_unavailable"
    with pytest.raises(ClientError) as refused:
        Asked(deployment).runtime.invoke_endpoint(
            EndpointName=steady, ContentType="application/json", Body=b'["text"]'
        )
    response = refused.value.response
    assert response["OriginalStatusCode"] == 503
    error = json.loads(response["OriginalMessage"])["error"]
    assert error["code"] == "model_unavailable"
    [check] = smoke(production, deployment, tmp_path, code=1)
    assert (check["target"], check["what"]) == ("model store", "model")
    assert f"nothing is live in {outputs['model_bucket']}" in check["found"]

    deployment.inferway(
        *("publish", deployment.state_dir / "model", "--promote"),
        *("--bucket", outputs["model_bucket"]),
    )

    assert smoke(production, deployment, tmp_path, code=0) == []
    # The model is copied, and what serves it is there before it must be.
    standby = outputs["recovery"]["standby"]["model_bucket"]
    s3 = deployment.client("s3", region_name=STANDBY)
    eventually(
        lambda: s3.list_objects_v2(Bucket=standby, Prefix="live.json")["KeyCount"],
        within_seconds=60,
    )
    wrong = smoke(production, deployment, tmp_path, code=0, output="standby_served")
    assert wrong == []
    answer = Asked(deployment).predict(steady, deployment.demo["instances"])
    assert answer["predictions"] == deployment.demo["predictions"]
    assert ask_the_function(outputs, deployment).status == 200


def ask_the_function(outputs: dict, deployment: Deployment) -> Answer:
    key = deployment.account.api_key(outputs["api_key_ids"]["example"])
    return deployment.request(
        url=deployment.local.api_url(outputs["recovery"]["home"]["predict_url"]),
        body=json.dumps(deployment.demo["instances"]).encode(),
        headers={"x-api-key": key},
    )
