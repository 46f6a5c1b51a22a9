"""Inference components: their states, and what they read back as."""

import pytest
from botocore.exceptions import ClientError

from tests.support.served import wait_until

from .conftest import specification, state


def described(sagemaker, name):
    return sagemaker.describe_inference_component(InferenceComponentName=name)


def in_service(sagemaker, name):
    wait_until(lambda: state(sagemaker, component=name) == "InService")
    return described(sagemaker, name)


def is_gone(sagemaker, name):
    try:
        described(sagemaker, name)
    except ClientError as error:
        return "Could not find inference component" in str(error)
    return False


def test_a_component_reads_back_as_it_was_written(
    sagemaker, component, endpoint, model
):
    where, what = endpoint(), specification(model())
    name = component(EndpointName=where, Specification=what)

    found = described(sagemaker, name)

    assert found["EndpointName"] == where
    assert found["EndpointArn"].endswith(f":endpoint/{where}")
    assert found["InferenceComponentArn"].endswith(f":inference-component/{name}")
    assert found["VariantName"] == "main"
    assert found["Specification"] == what
    assert found["RuntimeConfig"] == {"DesiredCopyCount": 1, "CurrentCopyCount": 1}
    assert "FailureReason" not in found


def test_a_component_is_creating_until_its_copies_are_there(
    sagemaker, plane, component, endpoint
):
    where = endpoint()
    plane.go_on.clear()
    name = component(EndpointName=where, wait=False)

    early = described(sagemaker, name)
    plane.go_on.set()
    late = in_service(sagemaker, name)

    assert early["InferenceComponentStatus"] == "Creating"
    assert early["RuntimeConfig"] == {"DesiredCopyCount": 1, "CurrentCopyCount": 0}
    assert late["RuntimeConfig"] == {"DesiredCopyCount": 1, "CurrentCopyCount": 1}


def test_the_plane_is_told_the_model_and_the_role_of_the_configuration(
    served, plane, component, endpoint, image
):
    other = served.role("of-the-configuration", service="sagemaker.amazonaws.com")

    name = component(EndpointName=endpoint(ExecutionRoleArn=other))

    told = plane.components[name]
    assert (told.variant_name, told.copies) == ("main", 1)
    assert told.model.image_uri == image
    assert told.model.environment == {"A": "1"}
    assert told.model.role_arn == other


def test_a_component_may_say_itself_what_it_runs(sagemaker, plane, component, image):
    what = specification("unused")
    del what["ModelName"]
    what["Container"] = {"Image": image, "Environment": {"B": "2"}}

    name = component(Specification=what)

    container = described(sagemaker, name)["Specification"]["Container"]
    assert container["Environment"] == {"B": "2"}
    assert container["DeployedImage"]["SpecifiedImage"] == image
    assert container["DeployedImage"]["ResolvedImage"] == image
    assert plane.components[name].model.environment == {"B": "2"}


def test_a_component_whose_containers_stay_away_fails(
    sagemaker, plane, component, endpoint
):
    where = endpoint()
    plane.go_on.clear()
    name = component(EndpointName=where, wait=False)
    plane.failures["deploy_component", name] = "no answer to /ping"
    plane.go_on.set()

    wait_until(lambda: state(sagemaker, component=name) == "Failed")

    assert described(sagemaker, name)["FailureReason"] == "no answer to /ping"


# Two instances of two processors and 8 GB each.
@pytest.mark.parametrize(("memory_mb", "copies"), [(9000, 1), (1024, 5)])
def test_copies_that_do_not_fit_fail(sagemaker, component, model, memory_mb, copies):
    name = component(
        wait=False,
        Specification=specification(model(), MinMemoryRequiredInMb=memory_mb),
        RuntimeConfig={"CopyCount": copies},
    )

    wait_until(lambda: state(sagemaker, component=name) == "Failed")

    assert "not enough hardware" in described(sagemaker, name)["FailureReason"]


def test_copies_go_to_none_and_come_back(sagemaker, plane, component):
    name = component()

    for copies in (0, 2):
        sagemaker.update_inference_component_runtime_config(
            InferenceComponentName=name, DesiredRuntimeConfig={"CopyCount": copies}
        )
        found = in_service(sagemaker, name)

        assert found["RuntimeConfig"] == {
            "DesiredCopyCount": copies,
            "CurrentCopyCount": copies,
        }
        assert plane.components[name].copies == copies


def test_an_update_serves_another_model_and_keeps_the_copies(
    sagemaker, plane, component, model
):
    name, what = component(), specification(model(Environment={"A": "2"}))
    sagemaker.update_inference_component_runtime_config(
        InferenceComponentName=name, DesiredRuntimeConfig={"CopyCount": 2}
    )
    in_service(sagemaker, name)

    sagemaker.update_inference_component(
        InferenceComponentName=name, Specification=what
    )
    found = in_service(sagemaker, name)

    assert found["Specification"] == what
    assert found["RuntimeConfig"]["DesiredCopyCount"] == 2
    assert plane.components[name].model.environment == {"A": "2"}


def test_an_update_that_fails_leaves_what_served(sagemaker, plane, component, model):
    before = specification(model())
    name = component(Specification=before)
    plane.failures["deploy_component", name] = "no answer to /ping"

    sagemaker.update_inference_component(
        InferenceComponentName=name, Specification=specification(model())
    )
    wait_until(lambda: state(sagemaker, component=name) == "Failed")

    found = described(sagemaker, name)
    assert found["Specification"] == before
    assert found["RuntimeConfig"] == {"DesiredCopyCount": 1, "CurrentCopyCount": 1}
    assert found["FailureReason"] == "no answer to /ping"


def test_a_deleted_component_is_gone(sagemaker, plane, component):
    name = component()

    sagemaker.delete_inference_component(InferenceComponentName=name)

    wait_until(lambda: is_gone(sagemaker, name))
    assert name not in plane.components


def test_components_outlive_their_endpoint(sagemaker, component, endpoint):
    where = endpoint()
    name = component(EndpointName=where)

    sagemaker.delete_endpoint(EndpointName=where)
    wait_until(lambda: ("endpoint", where) not in endpoints(sagemaker))

    assert state(sagemaker, component=name) == "InService"
    sagemaker.delete_inference_component(InferenceComponentName=name)
    wait_until(lambda: is_gone(sagemaker, name))


def endpoints(sagemaker):
    found = sagemaker.list_endpoints(MaxResults=100)["Endpoints"]
    return {("endpoint", each["EndpointName"]) for each in found}


def test_components_are_listed_by_endpoint_and_in_pages(sagemaker, component, endpoint):
    where = endpoint()
    names = [component(EndpointName=where) for _ in range(3)]
    component()

    pages = [
        [each["InferenceComponentName"] for each in page["InferenceComponents"]]
        for page in sagemaker.get_paginator("list_inference_components").paginate(
            EndpointNameEquals=where,
            SortOrder="Ascending",
            PaginationConfig={"PageSize": 2},
        )
    ]

    assert pages == [names[:2], names[2:]]


def test_tags_of_components_can_be_changed(sagemaker, component):
    name = component(Tags=[{"Key": "team", "Value": "one"}])
    arn = described(sagemaker, name)["InferenceComponentArn"]

    sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "kind", "Value": "two"}])
    sagemaker.delete_tags(ResourceArn=arn, TagKeys=["team"])

    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [
        {"Key": "kind", "Value": "two"}
    ]
