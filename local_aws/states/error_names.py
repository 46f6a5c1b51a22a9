"""The names under which a task's failures reach Retry and Catch.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

import json
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from moto.core.utils import get_service_model
from moto.stepfunctions.parser.api import HistoryEventType
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import (  # noqa: E501 - moto's name
    CustomErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.error_equals_decl import (  # noqa: E501
    ErrorEqualsDecl,
)
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.lambda_eval_utils import (  # noqa: E501
    LambdaFunctionErrorException,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_aws_sdk,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_dynamodb import (  # noqa: E501
    StateTaskServiceDynamoDB,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_lambda import (  # noqa: E501
    StateTaskServiceLambda,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sqs import (  # noqa: E501
    StateTaskServiceSqs,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_unsupported import (  # noqa: E501
    StateTaskServiceUnsupported,
)

from local_aws.patches.replacing import Method, replace

# How an integration's errors begin, and what AWS's SDK for Java, which Step
# Functions uses, calls an error that the service's model does not know.
_INTEGRATIONS = {
    StateTaskServiceDynamoDB: ("dynamodb", "DynamoDB", "AmazonDynamoDBException"),
    StateTaskServiceLambda: ("lambda", "Lambda", "AWSLambdaException"),
    StateTaskServiceSqs: ("sqs", "SQS", "AmazonSQSException"),
    StateTaskServiceUnsupported: ("sagemaker", "SageMaker", "AmazonSageMakerException"),
}
_SDK_NAMES = {
    "cloudwatch": "CloudWatch",
    "eventbridge": "EventBridge",
    "lambda": "Lambda",
    "s3": "S3",
    "sagemaker": "SageMaker",
    "sagemakerruntime": "SageMakerRuntime",
    "scheduler": "Scheduler",
    "sns": "Sns",
    "sqs": "Sqs",
}
# They end an execution whatever it would catch.
_TERMINAL = frozenset({"States.DataLimitExceeded", "States.Runtime"})


def apply() -> None:
    """Change moto's parser."""
    state_task_service_aws_sdk._SERVICE_ERROR_NAMES.update(_SDK_NAMES)  # noqa: SLF001 - moto's own
    for integration, names in _INTEGRATIONS.items():
        replace(integration, "_from_error", _named(*names))
    replace(ErrorEqualsDecl, "_eval_body", _but_terminal)


def error_name(service: str, prefix: str, unknown: str, code: str) -> str:
    """Return the name of an error that a service answered.

    Args:
        service: As botocore names it.
        prefix: Of the integration's errors.
        unknown: The class of errors that the service's model does not know.
        code: In the service's answer.

    """
    last = code.rpartition(".")[2]
    shapes: Any = get_service_model(service).error_shapes
    for shape in shapes:
        if {code, last} & {shape.name, shape.error_code}:
            name = str(shape.name)
            return f"{prefix}.{name.removesuffix('Exception')}Exception"
    return f"{prefix}.{unknown}"


def _named(service: str, prefix: str, unknown: str) -> Any:  # noqa: ANN401 - makes a method
    def make(original: Method) -> Method:
        def from_error(self: Any, env: Any, ex: Exception) -> Any:  # noqa: ANN401 - moto is untyped
            match ex:
                case ClientError():
                    found = ex.response["Error"]
                    name = error_name(service, prefix, unknown, found["Code"])
                    status = ex.response["ResponseMetadata"]["HTTPStatusCode"]
                    cause = (
                        f"{found['Message']} (Status Code: {status}; "
                        f"Error Code: {found['Code']})"
                    )
                case BotoCoreError():
                    name, cause = f"{prefix}.SdkClientException", str(ex)
                case LambdaFunctionErrorException() if _is_untyped(ex.payload):
                    name = "Lambda.Unknown"
                    cause = (
                        "The cause could not be determined because Lambda did not "
                        f"return an error type. Returned payload: {ex.payload}"
                    )
                case _:
                    return original(self, env, ex)
            return _failure(self, env, name, cause)

        return from_error

    return make


def _failure(state: Any, env: Any, name: str, cause: str) -> FailureEvent:  # noqa: ANN401 - moto is untyped
    details: Any = {
        "taskFailedEventDetails": {
            "error": name,
            "cause": cause,
            "resource": state._get_sfn_resource(),  # noqa: SLF001 - moto's own
            "resourceType": state._get_sfn_resource_type(),  # noqa: SLF001
        }
    }
    return FailureEvent(
        env=env,
        error_name=CustomErrorName(name),
        event_type=HistoryEventType.TaskFailed,
        event_details=details,
    )


def _is_untyped(payload: str) -> bool:
    try:
        return not json.loads(payload).get("errorType")
    except (AttributeError, ValueError):
        return True


def _but_terminal(original: Method) -> Method:
    """Let States.ALL and States.TaskFailed match all but what is terminal."""

    def evaluate(self: Any, env: Any) -> None:  # noqa: ANN401 - moto is untyped
        error = env.stack[-1]
        original(self, env)
        if error.error_name in _TERMINAL and error not in self.error_names:
            env.stack[-1] = False

    return evaluate
