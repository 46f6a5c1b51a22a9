"""CloudFormation's stacks of an endpoint and what is on it."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.support.served import REGION, wait_until

from .conftest import specification, state

MADE = ["Configuration", "Endpoint", "Component"]


@pytest.fixture
def template(unique, role, variant, model):
    """Return a template that is written backwards: references give the order."""
    name, model_name = unique("stacked"), model()
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "An endpoint.",
        "Parameters": {"Team": {"Type": "String", "Default": "none"}},
        "Resources": {
            "Component": {
                "Type": "AWS::SageMaker::InferenceComponent",
                "DependsOn": "Endpoint",
                "Properties": {
                    "InferenceComponentName": name,
                    "EndpointName": {"Fn::GetAtt": ["Endpoint", "EndpointName"]},
                    "VariantName": "main",
                    "Specification": specification(model_name),
                    "RuntimeConfig": {"CopyCount": 1},
                    "Tags": [{"Key": "team", "Value": {"Ref": "Team"}}],
                },
            },
            "Endpoint": {
                "Type": "AWS::SageMaker::Endpoint",
                "Properties": {
                    "EndpointName": name,
                    "EndpointConfigName": {
                        "Fn::GetAtt": "Configuration.EndpointConfigName"
                    },
                },
            },
            "Configuration": {
                "Type": "AWS::SageMaker::EndpointConfig",
                "Properties": {
                    "ExecutionRoleArn": role,
                    "ProductionVariants": [variant],
                },
            },
        },
        "Outputs": {
            "EndpointArn": {"Value": {"Ref": "Endpoint"}, "Description": "The ARN."},
            "Text": {"Value": {"Fn::Sub": "${AWS::StackName} ${Team} ${!Team}"}},
        },
    }


@pytest.fixture
def name(template):
    return template["Resources"]["Endpoint"]["Properties"]["EndpointName"]


class Stacks:
    """Makes stacks, and tells what became of them."""

    def __init__(self, client, unique):
        self.client = client
        self.unique = unique

    def begin(self, template, **more):
        name = self.unique("stack")
        self.client.create_stack(
            StackName=name, TemplateBody=json.dumps(template), **more
        )
        return name

    def create(self, template, **more):
        return self.settled(self.begin(template, **more))

    def update(self, stack, template):
        self.client.update_stack(
            StackName=stack["StackName"], TemplateBody=json.dumps(template)
        )
        return self.settled(stack["StackName"])

    def delete(self, stack):
        self.client.delete_stack(StackName=stack["StackName"])
        return self.settled(stack["StackId"])

    def settled(self, name):
        def found():
            [one] = self.client.describe_stacks(StackName=name)["Stacks"]
            return None if one["StackStatus"].endswith("_IN_PROGRESS") else one

        return wait_until(found, 20)

    def template(self, stack):
        return self.client.get_template(StackName=stack["StackName"])["TemplateBody"]

    def history(self, stack):
        """Return what happened to a stack's resources, oldest first."""
        events = self.client.describe_stack_events(StackName=stack["StackId"])
        return [
            (event["LogicalResourceId"], event["ResourceStatus"])
            for event in reversed(events["StackEvents"])
        ]

    def only(self, stack, status):
        return [logical for logical, each in self.history(stack) if each == status]

    def reason(self, stack, status):
        events = self.client.describe_stack_events(StackName=stack["StackId"])
        return next(
            event["ResourceStatusReason"]
            for event in reversed(events["StackEvents"])
            if event["ResourceStatus"] == status
        )


@pytest.fixture
def stacks(cloudformation, unique):
    return Stacks(cloudformation, unique)


def test_a_stack_makes_its_resources_in_order_and_waits_for_them(
    stacks, sagemaker, template, name
):
    stack = stacks.create(template)

    assert stack["StackStatus"] == "CREATE_COMPLETE"
    done = stacks.only(stack, "CREATE_COMPLETE")
    assert done == [*MADE, stack["StackName"]]
    assert state(sagemaker, endpoint=name) == "InService"
    assert state(sagemaker, component=name) == "InService"


def test_a_stack_reads_back_as_it_was_written(stacks, template):
    stack = stacks.create(
        template,
        Parameters=[{"ParameterKey": "Team", "ParameterValue": "ours"}],
        Tags=[{"Key": "a", "Value": "b"}],
    )

    outputs = {o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]}
    assert outputs["EndpointArn"].startswith("arn:aws:sagemaker:eu-west-1:")
    assert outputs["Text"] == f"{stack['StackName']} ours ${{Team}}"
    assert stack["Tags"] == [{"Key": "a", "Value": "b"}]
    assert stack["Parameters"] == [{"ParameterKey": "Team", "ParameterValue": "ours"}]
    assert stack["Description"] == "An endpoint."
    body = stacks.template(stack)
    assert body == template


def test_a_stack_is_in_progress_while_its_endpoint_is(stacks, plane, template):
    plane.go_on.clear()

    name = stacks.begin(template)
    [early] = stacks.client.describe_stacks(StackName=name)["Stacks"]
    plane.go_on.set()

    assert early["StackStatus"] == "CREATE_IN_PROGRESS"
    assert stacks.settled(name)["StackStatus"] == "CREATE_COMPLETE"


def test_what_the_service_refuses_rolls_the_stack_back(
    stacks, sagemaker, template, name
):
    component = template["Resources"]["Component"]["Properties"]
    component["RuntimeConfig"]["CopyCount"] = 0

    stack = stacks.create(template)

    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    said = stacks.reason(stack, "CREATE_FAILED")
    assert "copy count an integer larger than 0" in said
    assert stacks.only(stack, "DELETE_COMPLETE") == [
        "Endpoint",
        "Configuration",
    ]
    with pytest.raises(ClientError, match="Could not find endpoint"):
        state(sagemaker, endpoint=name)


def test_what_fails_later_rolls_the_stack_back(stacks, plane, template, name):
    plane.failures["deploy_component", name] = "no answer to /ping"

    stack = stacks.create(template)

    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "no answer to /ping" in stacks.reason(stack, "CREATE_FAILED")
    assert stacks.only(stack, "DELETE_COMPLETE") == MADE[::-1]


def test_a_stack_that_was_rolled_back_can_only_be_deleted(stacks, template):
    component = template["Resources"]["Component"]["Properties"]
    component["RuntimeConfig"]["CopyCount"] = 0
    stack = stacks.create(template)

    component["RuntimeConfig"]["CopyCount"] = 1
    with pytest.raises(ClientError, match="ROLLBACK_COMPLETE state and can not be"):
        stacks.update(stack, template)


def test_a_failure_is_left_as_it_is_where_that_is_wanted(
    stacks, sagemaker, plane, template, name
):
    plane.failures["deploy_component", name] = "no answer to /ping"

    stack = stacks.create(template, OnFailure="DO_NOTHING")

    assert stack["StackStatus"] == "CREATE_FAILED"
    assert state(sagemaker, component=name) == "Failed"


def test_a_stack_is_deleted_last_things_first(stacks, template, plane):
    stack = stacks.create(template)

    gone = stacks.delete(stack)

    assert gone["StackStatus"] == "DELETE_COMPLETE"
    assert stacks.only(stack, "DELETE_COMPLETE") == [*MADE[::-1], stack["StackName"]]
    ended = [call for call, _ in plane.calls if call.startswith("remove")]
    assert ended == ["remove_component", "remove"]
    with pytest.raises(ClientError, match="does not exist"):
        stacks.client.describe_stacks(StackName=stack["StackName"])


def test_a_component_that_is_being_scaled_is_deleted_after_that(
    stacks, sagemaker, plane, template, name
):
    stack = stacks.create(template)
    plane.go_on.clear()
    sagemaker.update_inference_component_runtime_config(
        InferenceComponentName=name, DesiredRuntimeConfig={"CopyCount": 2}
    )

    stacks.client.delete_stack(StackName=stack["StackName"])
    plane.go_on.set()

    gone = stacks.settled(stack["StackId"])
    assert gone["StackStatus"] == "DELETE_COMPLETE"


def test_a_protected_stack_stays(stacks, template):
    stack = stacks.create(template, EnableTerminationProtection=True)

    with pytest.raises(ClientError, match="TerminationProtection"):
        stacks.client.delete_stack(StackName=stack["StackName"])


def test_an_update_changes_what_can_be_changed(
    stacks, sagemaker, template, name, model
):
    stack = stacks.create(template)
    component = template["Resources"]["Component"]["Properties"]
    component["Specification"] = specification(model())

    updated = stacks.update(stack, template)

    assert updated["StackStatus"] == "UPDATE_COMPLETE"
    assert stacks.only(stack, "UPDATE_COMPLETE") == [
        "Component",
        stack["StackName"],
    ]
    found = sagemaker.describe_inference_component(InferenceComponentName=name)
    assert found["Specification"] == component["Specification"]


def test_an_update_replaces_what_cannot_be_changed_and_moves_the_endpoint_over(
    stacks, sagemaker, template, name
):
    stack = stacks.create(template)
    before = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    configuration = template["Resources"]["Configuration"]["Properties"]
    configuration["ProductionVariants"][0]["ManagedInstanceScaling"][
        "MaxInstanceCount"
    ] = 3

    updated = stacks.update(stack, template)

    assert updated["StackStatus"] == "UPDATE_COMPLETE"
    after = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    assert after != before
    with pytest.raises(ClientError, match="Could not find endpoint configuration"):
        sagemaker.describe_endpoint_config(EndpointConfigName=before)
    found = stacks.history(stack)
    # The old one goes last of all.
    assert found.index(("Configuration", "DELETE_COMPLETE")) > found.index(
        ("Endpoint", "UPDATE_COMPLETE")
    )


def test_a_named_resource_cannot_be_replaced_under_its_name(stacks, template, unique):
    configuration = template["Resources"]["Configuration"]["Properties"]
    configuration["EndpointConfigName"] = unique("named")
    stack = stacks.create(template)
    configuration["ProductionVariants"][0]["InstanceType"] = "ml.m5.xlarge"

    updated = stacks.update(stack, template)

    assert updated["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    said = stacks.reason(stack, "UPDATE_FAILED")
    assert "custom-named resource requires replacing" in said


def test_an_update_that_fails_is_undone(stacks, sagemaker, template, name):
    stack = stacks.create(template)
    before = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    changed = json.loads(json.dumps(template))
    variants = changed["Resources"]["Configuration"]["Properties"]
    variants["ProductionVariants"][0]["ManagedInstanceScaling"]["MaxInstanceCount"] = 3
    component = changed["Resources"]["Component"]["Properties"]
    component["Specification"]["ModelName"] = "ghost"

    updated = stacks.update(stack, changed)

    assert updated["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "Could not find model" in stacks.reason(stack, "UPDATE_FAILED")
    after = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    assert after == before
    configs = sagemaker.list_endpoint_configs(
        NameContains=stack["StackName"], MaxResults=10
    )
    names = [each["EndpointConfigName"] for each in configs["EndpointConfigs"]]
    assert names == [before]
    body = stacks.template(stack)
    assert body == template


def test_an_update_adds_and_removes(stacks, sagemaker, template, unique):
    component = template["Resources"].pop("Component")
    stack = stacks.create(template)

    template["Resources"]["Component"] = component
    template["Resources"]["Second"] = json.loads(json.dumps(component))
    second = template["Resources"]["Second"]["Properties"]
    second["InferenceComponentName"] = unique("second")
    added = stacks.update(stack, template)
    del template["Resources"]["Component"]
    removed = stacks.update(stack, template)

    assert added["StackStatus"] == removed["StackStatus"] == "UPDATE_COMPLETE"
    left = stacks.client.list_stack_resources(StackName=stack["StackName"])
    assert [r["LogicalResourceId"] for r in left["StackResourceSummaries"]] == [
        "Configuration",
        "Endpoint",
        "Second",
    ]
    name = second["InferenceComponentName"]
    assert state(sagemaker, component=name) == "InService"


def test_resources_have_the_stacks_tags_and_their_own(stacks, sagemaker, template):
    stack = stacks.create(
        template,
        Tags=[{"Key": "project", "Value": "p"}, {"Key": "old", "Value": "o"}],
    )
    arn = stack["Outputs"][0]["OutputValue"]
    before = sagemaker.list_tags(ResourceArn=arn)["Tags"]

    stacks.client.update_stack(
        StackName=stack["StackName"],
        TemplateBody=json.dumps(template),
        Tags=[{"Key": "project", "Value": "p"}, {"Key": "new", "Value": "n"}],
    )
    stacks.settled(stack["StackName"])
    after = sagemaker.list_tags(ResourceArn=arn)["Tags"]

    assert tags(before) == {"project": "p", "old": "o"}
    assert tags(after) == {"project": "p", "new": "n"}
    component = arn.replace(":endpoint/", ":inference-component/")
    assert tags(sagemaker.list_tags(ResourceArn=component)["Tags"]) == {
        "project": "p",
        "new": "n",
        "team": "none",
    }


def tags(found):
    return {tag["Key"]: tag["Value"] for tag in found}


def test_an_update_of_nothing_is_refused(stacks, template):
    stack = stacks.create(template)

    with pytest.raises(ClientError, match="No updates are to be performed"):
        stacks.update(stack, template)


def test_a_stack_that_is_busy_is_left_alone(stacks, plane, template):
    plane.go_on.clear()
    name = stacks.begin(template)

    with pytest.raises(ClientError, match="CREATE_IN_PROGRESS state and can not be"):
        stacks.client.update_stack(
            StackName=name, TemplateBody=json.dumps({**template, "Description": "New."})
        )


def test_there_is_one_stack_of_a_name(stacks, template):
    stack = stacks.create(template)

    with pytest.raises(ClientError, match="already exists") as caught:
        stacks.client.create_stack(
            StackName=stack["StackName"], TemplateBody=json.dumps(template)
        )

    assert caught.value.response["Error"]["Code"] == "AlreadyExistsException"


def test_a_stack_acts_with_the_rights_of_its_caller(
    stacks, served, cloudformation, template, unique
):
    arn = served.role(unique("cloudformation"), "cloudformation:*", "sts:*")
    keys = served.client("sts").assume_role(RoleArn=arn, RoleSessionName="caller")
    caller = boto3.client(
        "cloudformation",
        endpoint_url=served.local.url,
        region_name=REGION,
        aws_access_key_id=keys["Credentials"]["AccessKeyId"],
        aws_secret_access_key=keys["Credentials"]["SecretAccessKey"],
        aws_session_token=keys["Credentials"]["SessionToken"],
    )
    name = unique("stack")

    caller.create_stack(StackName=name, TemplateBody=json.dumps(template))

    stack = stacks.settled(name)
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    said = stacks.reason(stack, "CREATE_FAILED")
    assert "is not authorized to perform: sagemaker:CreateEndpointConfig" in said


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Resources": {}}, "At least one Resources member must be defined"),
        (
            {"Outputs": {"Bad": {"Value": {"Ref": "Nobody"}}}},
            r"Unresolved resource dependencies \[Nobody\] in the Outputs block",
        ),
        ({"Conditions": {}}, "The local AWS lacks this: a template with Conditions"),
        (
            {"Outputs": {"Bad": {"Value": {"Fn::GetAZs": ""}}}},
            "The local AWS lacks this: Fn::GetAZs",
        ),
        (
            {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}, "Outputs": {}},
            "The local AWS lacks this: AWS::SQS::Queue in a stack",
        ),
        (
            {"Parameters": {"Team": {"Type": "String"}}},
            r"Parameters: \[Team\] must have values",
        ),
    ],
)
def test_a_template_that_cannot_be_made_is_refused(stacks, template, change, expected):
    with pytest.raises(ClientError, match=expected):
        stacks.create({**template, **change})


def test_circles_are_refused(stacks, template):
    template["Resources"]["Configuration"]["DependsOn"] = ["Component"]

    with pytest.raises(ClientError, match="Circular dependency between resources"):
        stacks.create(template)


def test_a_stack_that_is_not_there_is_not_found(stacks):
    with pytest.raises(ClientError, match="Stack with id ghost does not exist"):
        stacks.client.describe_stacks(StackName="ghost")
    stacks.client.delete_stack(StackName="ghost")
