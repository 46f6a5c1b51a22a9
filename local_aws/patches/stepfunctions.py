"""Step Functions: state machines that read back as they were written, and run.

The parser is moto's own, which is LocalStack's; `local_aws.states` makes it wait by
the local clock, call with the machine's role and name errors as AWS does.
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult
from moto.stepfunctions.models import StateMachine, StateMachineInstance
from moto.stepfunctions.parser.models import (
    StepFunctionsParserBackend,
    stepfunctions_parser_backends,
)
from moto.stepfunctions.responses import StepFunctionResponse

from local_aws.errors import AwsError
from local_aws.patches.replacing import Getter, Method, replace, replace_property
from local_aws.states import (
    attempts,
    callbacks,
    calls,
    error_names,
    evaluation,
    hook,
    outages,
)
from local_aws.states.definition import diagnose, refuse_invalid


def apply() -> None:
    """Change moto's Step Functions."""
    for part in (evaluation, attempts, callbacks, calls, error_names, outages):
        part.apply()
    replace_property(StepFunctionResponse, "stepfunction_backend", _that_runs)
    replace(StepFunctionsParserBackend, "create_state_machine", _creating)
    replace(StepFunctionsParserBackend, "delete_state_machine", _deleting)
    replace(StateMachine, "update", _revising)
    replace(StepFunctionResponse, "_describe_state_machine", _describing)
    replace(StepFunctionResponse, "update_state_machine", _updating)
    backend: Any = StepFunctionsParserBackend
    # A static method.
    backend._validate_definition = staticmethod(refuse_invalid)  # noqa: SLF001 - moto's own
    for name, method in (
        # moto lacks them.
        ("list_state_machine_versions", _list_versions),
        ("validate_state_machine_definition", _validate),
    ):
        setattr(StepFunctionResponse, name, method)


def _that_runs(original: Getter) -> Getter:
    """Take the backend that runs executions wherever a server is asked."""

    def stepfunction_backend(self: Any) -> Any:  # noqa: ANN401 - moto is untyped
        if hook.serving(self.headers.get("Host", "")) is None:
            return original(self)
        return stepfunctions_parser_backends[self.current_account][self.region]

    return stepfunction_backend


def _creating(original: Method) -> Method:
    """Refuse another machine of the same name; moto answers with the first."""

    def create_state_machine(self: Any, **given: Any) -> Any:  # noqa: ANN401 - moto is untyped
        name = given["name"]
        known = next((each for each in self.state_machines if each.name == name), None)
        machine = original(self, **given)
        if known is None:
            machine.revision_id = None
        elif not _is_same(machine, given):
            text = f"State Machine Already Exists: '{machine.arn}'"
            raise AwsError(text, code="StateMachineAlreadyExists")
        return machine

    return create_state_machine


def _is_same(machine: StateMachine, given: dict[str, Any]) -> bool:
    wanted = StateMachineInstance(
        arn=machine.arn,
        name=machine.name,
        definition=given["definition"],
        roleArn=given["roleArn"],
        **{
            name: given.get(name)
            for name in (
                "encryptionConfiguration",
                "loggingConfiguration",
                "tracingConfiguration",
                "sm_type",
            )
        },
    )
    return all(
        getattr(machine, name) == getattr(wanted, name)
        for name in (
            "definition",
            "roleArn",
            "encryptionConfiguration",
            "loggingConfiguration",
            "tracingConfiguration",
            "type",
        )
    )


def _deleting(original: Method) -> Method:
    """Stop what the machine runs; its tags are not those of the next of its name."""

    def delete_state_machine(self: Any, arn: str) -> None:  # noqa: ANN401 - moto is untyped
        machine = next((each for each in self.state_machines if each.arn == arn), None)
        original(self, arn)
        if machine is None:
            return
        self.tagger.delete_all_tags_for_resource(arn)
        for execution in list(machine.executions):
            execution.stop(datetime.now(UTC), error=None, cause=None)

    return delete_state_machine


def _revising(original: Method) -> Method:
    def update(self: Any, **what: Any) -> None:  # noqa: ANN401 - moto is untyped
        original(self, **what)
        self.revision_id = str(uuid.uuid4())

    return update


def _updating(original: Method) -> Method:
    def update_state_machine(self: Any) -> Any:  # noqa: ANN401 - moto is untyped
        answer = original(self)
        arn = self._get_param("stateMachineArn")
        machine = self.stepfunction_backend.describe_state_machine(arn)
        answer.result["revisionId"] = machine.revision_id
        return answer

    return update_state_machine


def _describing(original: Method) -> Method:
    """Tell the revision, and what of the logging nobody has set."""

    def describe(self: Any, state_machine_arn: str) -> Any:  # noqa: ANN401 - moto is untyped
        answer = original(self, state_machine_arn)
        machine = self.stepfunction_backend.describe_state_machine(state_machine_arn)
        revision = getattr(machine, "revision_id", None)
        if revision is not None:
            answer.result["revisionId"] = revision
        answer.result["loggingConfiguration"] = {
            "includeExecutionData": False,
            "level": "OFF",
            **machine.loggingConfiguration,
        }
        return answer

    return describe


def _list_versions(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    arn = self._get_param("stateMachineArn")
    machine = self.stepfunction_backend.describe_state_machine(arn)
    versions = [
        {
            "creationDate": version.creation_date,
            "stateMachineVersionArn": version.arn,
        }
        for _, version in sorted(machine.versions.items(), reverse=True)
    ]
    return ActionResult({"stateMachineVersions": versions})


def _validate(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    found = diagnose(self._get_param("definition"))
    return ActionResult(
        {
            "diagnostics": [
                {
                    "code": each.code,
                    "location": each.location,
                    "message": each.message,
                    "severity": "ERROR",
                }
                for each in found
            ],
            "result": "FAIL" if found else "OK",
            "truncated": False,
        }
    )
