"""What SageMaker's answers say, where the local AWS has no such endpoints."""

from datetime import UTC, datetime

import boto3
import pytest
from botocore.stub import Stubber

from auto_stop.described import component_details, config_variants, details
from auto_stop.fleet import ComponentDetails, ConfigVariant, Variant
from auto_stop.sagemaker_fleet import SageMakerFleet
from inferences.errors import UnavailableError
from stopped_endpoints.auto_scaling import AutoScaling
from tests.unit.auto_stop.names import REGION
from tests.unit.stopped_endpoints.records import TARGET

AT = datetime(2026, 11, 22, tzinfo=UTC)


def test_an_endpoint_with_shadows_and_managed_scaling_of_two_kinds():
    managed = {"MinInstanceCount": 0, "MaxInstanceCount": 2}
    found = details(
        {
            "EndpointStatus": "InService",
            "LastModifiedTime": AT,
            "EndpointConfigName": "c",
            "ProductionVariants": [
                {
                    "VariantName": "on",
                    "CurrentInstanceCount": 2,
                    "ManagedInstanceScaling": {"Status": "ENABLED", **managed},
                },
                {
                    "VariantName": "off",
                    "CurrentInstanceCount": 1,
                    "ManagedInstanceScaling": {"Status": "DISABLED", **managed},
                },
            ],
            "ShadowProductionVariants": [{"VariantName": "shadow"}],
        }
    )

    assert found.variants == [
        Variant(name="on", instances=2, managed_min=0),
        Variant(name="off", instances=1),
    ]
    assert found.shadows == ["shadow"]
    assert not found.asynchronous


def test_a_configuration_says_who_has_a_model():
    found = config_variants(
        {
            "ProductionVariants": [
                {"VariantName": "a", "ModelName": "m", "InstanceType": "ml.m5.large"},
                {"VariantName": "b", "InstanceType": "ml.m5.large"},
                {"VariantName": "c", "ModelName": "m", "ServerlessConfig": {}},
            ]
        }
    )

    assert found == {
        "a": ConfigVariant(instance_type="ml.m5.large", has_model=True),
        "b": ConfigVariant(instance_type="ml.m5.large", has_model=False),
        "c": ConfigVariant(instance_type=None, has_model=True),
    }


def test_copies_are_those_wanted_or_those_that_still_run():
    found = component_details(
        {
            "Specification": {"ModelName": "m"},
            "RuntimeConfig": {"DesiredCopyCount": 0, "CurrentCopyCount": 2},
        }
    )

    assert found == ComponentDetails(copies=2, specification={"ModelName": "m"})


@pytest.fixture
def stub(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")

    def make(service):
        client = boto3.client(service, region_name=REGION)
        stubber = Stubber(client)
        stubber.activate()
        return client, stubber

    return make


def test_only_what_is_gone_is_passed_over(stub):
    client, stubber = stub("sagemaker")
    fleet = SageMakerFleet(client)
    stubber.add_client_error(
        "delete_endpoint", "ValidationException", "Could not find endpoint."
    )
    fleet.delete_endpoint("a")

    for code in ("ValidationException", "AccessDeniedException"):
        stubber.add_client_error("delete_endpoint", code, "Cannot delete: updating")
        with pytest.raises(UnavailableError, match="Cannot delete"):
            fleet.delete_endpoint("a")


def test_what_scales_is_removed_schedules_first(stub):
    client, stubber = stub("application-autoscaling")
    stubber.add_response("delete_scheduled_action", {})
    stubber.add_client_error("delete_scaling_policy", "ObjectNotFoundException")
    stubber.add_response("deregister_scalable_target", {})
    AutoScaling(client).remove(TARGET)
    stubber.assert_no_pending_responses()

    stubber.add_client_error("delete_scheduled_action", "ConcurrentUpdateException")
    with pytest.raises(UnavailableError):
        AutoScaling(client).remove(TARGET)
