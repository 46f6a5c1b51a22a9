"""The API that sagemaker-runtime names, answered whole by the data plane.

moto answers it with constants.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus

from local_aws.calls import Call
from local_aws.sagemaker.invocation import Invocations, InvokeRequest

Answer = tuple[HTTPStatus, Mapping[str, str], bytes]

# SageMaker takes all other headers away.
_PASSED_ON = {
    "content-type": "Content-Type",
    "accept": "Accept",
    "x-amzn-sagemaker-custom-attributes": "X-Amzn-SageMaker-Custom-Attributes",
    "x-amzn-sagemaker-inference-id": "X-Amzn-SageMaker-Inference-Id",
}
_LACKING = (
    "TargetModel",
    "TargetContainerHostname",
    "EnableExplanations",
    "SessionId",
    "PrefixAwareId",
)


class RuntimeApi:
    """Answers calls of sagemaker-runtime."""

    def __init__(self, invocations: Invocations) -> None:
        """Take who invokes."""
        self._invocations = invocations

    def __call__(self, call: Call) -> Answer:
        """Answer a call.

        Raises:
            AwsError: As the API names it.
            NotImplementedError: The local AWS lacks it.

        """
        for name in _LACKING:
            if call.params.get(name) is not None:
                text = f"{call.operation} with {name}"
                raise NotImplementedError(text)
        match call.operation:
            case "InvokeEndpoint":
                return self._invoke(call)
            case _:
                raise NotImplementedError(call.operation)

    def _invoke(self, call: Call) -> Answer:
        invoked = self._invocations.invoke(
            InvokeRequest(
                account_id=call.account_id,
                region=call.region,
                endpoint_name=call.params["EndpointName"],
                body=body_of(call),
                headers={
                    name: call.headers[lower]
                    for lower, name in _PASSED_ON.items()
                    if lower in call.headers
                },
                component_name=call.params.get("InferenceComponentName"),
                target_variant=call.params.get("TargetVariant"),
            )
        )
        answer = invoked.answer
        headers = {"x-Amzn-Invoked-Production-Variant": invoked.variant}
        if "content-type" in answer.headers:
            headers["Content-Type"] = answer.headers["content-type"]
        attributes = answer.headers.get("x-amzn-sagemaker-custom-attributes")
        if attributes is not None:
            headers["X-Amzn-SageMaker-Custom-Attributes"] = attributes
        return HTTPStatus.OK, headers, answer.body


def body_of(call: Call) -> bytes:
    """Return the call's body."""
    body = call.params.get("Body") or b""
    return body.encode() if isinstance(body, str) else bytes(body)


def as_json(document: Mapping[str, object]) -> bytes:
    """Return the body of an answer that is JSON."""
    return json.dumps(document).encode()
