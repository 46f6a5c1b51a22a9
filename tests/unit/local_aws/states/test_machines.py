"""State machines: as they are written, read, changed and deleted."""

import json

import pytest
from botocore.exceptions import ClientError

DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
)
GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group:states:*"
LOGGING = {
    "level": "ERROR",
    "includeExecutionData": False,
    "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": GROUP}}],
}
PASS = {"Type": "Pass", "End": True}


@pytest.fixture
def states(served):
    return served.client("stepfunctions")


def definition(result="one"):
    only = {**PASS, "Result": result}
    return json.dumps({"StartAt": "Only", "States": {"Only": only}})


@pytest.fixture
def create(states, role, unique):
    def make(**settings):
        wanted = {
            "name": unique("made"),
            "definition": definition(),
            "roleArn": role,
            **settings,
        }
        return states.create_state_machine(**wanted)["stateMachineArn"]

    return make


def refused(call, *rest, **given):
    with pytest.raises(ClientError) as raised:
        call(*rest, **given)
    return raised.value.response["Error"]


def test_a_machine_reads_back_as_it_was_written(create, states, served, unique):
    logger = served.role(unique("logger"), *DELIVERY, service="states.amazonaws.com")
    encryption = {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "alias/x"}
    settings = {
        "roleArn": logger,
        "loggingConfiguration": LOGGING,
        "tracingConfiguration": {"enabled": True},
        "encryptionConfiguration": encryption,
    }

    arn = create(**settings, tags=[{"key": "a", "value": "b"}])

    told = states.describe_state_machine(stateMachineArn=arn)
    assert {name: told[name] for name in settings} == settings
    assert (told["type"], told["status"]) == ("STANDARD", "ACTIVE")
    assert told["definition"] == definition()
    tags = states.list_tags_for_resource(resourceArn=arn)["tags"]
    assert tags == [{"key": "a", "value": "b"}]


def test_what_was_not_given_has_its_default(create, states):
    told = states.describe_state_machine(stateMachineArn=create())

    assert told["loggingConfiguration"] == {
        "level": "OFF",
        "includeExecutionData": False,
    }
    assert told["tracingConfiguration"] == {"enabled": False}
    assert told["encryptionConfiguration"] == {"type": "AWS_OWNED_KEY"}
    assert "revisionId" not in told


def test_an_update_is_for_executions_to_come(states, machine):
    changing = machine(
        {
            "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Say"},
            "Say": {**PASS, "Result": "one"},
        }
    )
    running = changing.start()

    updated = states.update_state_machine(
        stateMachineArn=changing.arn, definition=definition("two")
    )

    told = states.describe_state_machine(stateMachineArn=changing.arn)
    assert told["revisionId"] == updated["revisionId"]
    assert changing.ended(running)["output"] == '"one"'
    assert changing.run()["output"] == '"two"'


def test_a_version_stays_as_it_was_published(create, states):
    arn = create(publish=True)
    states.update_state_machine(
        stateMachineArn=arn, definition=definition("two"), publish=True
    )

    versions = states.list_state_machine_versions(stateMachineArn=arn)
    listed = [
        each["stateMachineVersionArn"] for each in versions["stateMachineVersions"]
    ]
    assert listed == [f"{arn}:2", f"{arn}:1"]
    execution = states.start_execution(stateMachineArn=f"{arn}:1")["executionArn"]
    told = states.describe_execution(executionArn=execution)
    assert told["stateMachineVersionArn"] == f"{arn}:1"
    assert told["stateMachineArn"] == arn


def test_a_name_is_for_one_machine(create, states, unique):
    name = unique("twice")
    arn = create(name=name)

    # The same again is answered with the same.
    assert create(name=name) == arn
    error = refused(create, name=name, definition=definition("two"))
    assert error["Code"] == "StateMachineAlreadyExists"


def test_a_deleted_machine_is_gone_with_what_it_ran(
    machine, ask, advance, served, queue
):
    states = served.client("stepfunctions")
    waiting = machine(
        {
            "Wait": {"Type": "Wait", "Seconds": 600, "Next": "Ask"},
            "Ask": {**ask(), "End": True},
        }
    )
    execution = waiting.start()
    waiting.reached(execution, "WaitStateEntered")

    states.delete_state_machine(stateMachineArn=waiting.arn)

    advance(600)
    assert "Messages" not in served.client("sqs").receive_message(QueueUrl=queue)

    error = refused(states.describe_state_machine, stateMachineArn=waiting.arn)
    assert error["Code"] == "StateMachineDoesNotExist"
    error = refused(states.describe_execution, executionArn=execution)
    assert error["Code"] == "ExecutionDoesNotExist"


@pytest.mark.parametrize("trusted", ["lambda.amazonaws.com", None])
def test_the_role_trusts_step_functions(create, served, unique, trusted):
    name = unique("other")
    ghost = f"arn:aws:iam::{served.local.account_id}:role/{name}"
    arn = ghost if trusted is None else served.role(name, service=trusted)

    error = refused(create, roleArn=arn)

    assert error["Code"] == "AccessDeniedException"
    assert "states.amazonaws.com" in error["Message"]


def test_the_role_may_deliver_the_log(create):
    error = refused(create, loggingConfiguration=LOGGING)

    assert error["Code"] == "AccessDeniedException"
    assert "Log Destination" in error["Message"]


def test_a_log_group_ends_in_a_star(create):
    group = {"logGroupArn": GROUP.removesuffix(":*")}
    logging = {**LOGGING, "destinations": [{"cloudWatchLogsLogGroup": group}]}

    error = refused(create, loggingConfiguration=logging)

    assert error["Code"] == "InvalidLoggingConfiguration"


TASK = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": True}


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ({"Type": "Pass"}, "Exactly one of the fields [Next, End] is required"),
        ({**PASS, "Next": "Only"}, "Exactly one of the fields [Next, End]"),
        ({"Type": "Pass", "Next": "Ghost"}, "Missing 'Next' target: Ghost"),
        ({**PASS, "Type": "Pause"}, "The field 'Type' should have one of these"),
        ({**PASS, "_comment": "x"}, "Field '_comment' is not supported"),
        ({"Type": "Task", "End": True}, "The field 'Resource' is required"),
        ({"Type": "Wait", "End": True}, "Exactly one of the fields [Seconds"),
        ({"Type": "Choice", "Choices": []}, "The field 'Choices' is required"),
        ({**TASK, "TimeoutSeconds": 0}, "The field 'TimeoutSeconds' should be"),
        (
            {**TASK, "TimeoutSeconds": 5, "HeartbeatSeconds": 5},
            "'HeartbeatSeconds' interval MUST be smaller",
        ),
        ({**TASK, "Retry": [{"MaxAttempts": 1}]}, "The field 'ErrorEquals' should be"),
        (
            {
                **TASK,
                "Retry": [
                    {"ErrorEquals": ["States.ALL"]},
                    {"ErrorEquals": ["OtherError"]},
                ],
            },
            "States.ALL must be alone, and in the last entry of Retry",
        ),
        (
            {**TASK, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Ghost"}]},
            "Missing 'Next' target: Ghost at /States/Only/Catch[0]/Next",
        ),
        (
            {**TASK, "Parameters": {"a.$": "b"}},
            "The value for the field 'a.$' must be a valid JSONPath",
        ),
        (
            {**TASK, "Resource": "arn:aws:states:::lambda:dance"},
            "arn:aws:states:::lambda:dance",
        ),
    ],
)
def test_a_definition_is_refused(create, states, state, text):
    wrong = json.dumps({"StartAt": "Only", "States": {"Only": state}})

    error = refused(create, definition=wrong)
    found = states.validate_state_machine_definition(definition=wrong)

    assert error["Code"] == "InvalidDefinition"
    assert text in error["Message"]
    assert found["result"] == "FAIL"
    assert any(each["message"] in error["Message"] for each in found["diagnostics"])


@pytest.mark.parametrize(
    ("whole", "text"),
    [
        ("{", "INVALID_JSON_DESCRIPTION"),
        ("[]", "A state machine is an object"),
        ({"States": {"Only": PASS}}, "These fields are required"),
        ({"StartAt": "Ghost", "States": {"Only": PASS}}, "Missing 'StartAt' target"),
        (
            {"StartAt": "Only", "States": {"Only": PASS, "Other": PASS}},
            'State "Other" is not reachable.',
        ),
        (
            {"StartAt": "Only", "States": {"Only": PASS}, "Note": 1},
            "Field 'Note' is not supported",
        ),
    ],
)
def test_a_whole_definition_is_refused(create, whole, text):
    wrong = whole if isinstance(whole, str) else json.dumps(whole)

    error = refused(create, definition=wrong)

    assert error["Code"] == "InvalidDefinition"
    assert text in error["Message"]


def test_an_update_is_checked_too(create, states):
    arn = create()

    error = refused(states.update_state_machine, stateMachineArn=arn, definition="{")

    assert error["Code"] == "InvalidDefinition"


def test_a_definition_is_found_valid(states):
    found = states.validate_state_machine_definition(definition=definition())

    assert (found["result"], found["diagnostics"]) == ("OK", [])


def test_machines_of_type_express_are_not_here(create):
    assert refused(create, type="EXPRESS")["Code"] == "NotImplemented"
