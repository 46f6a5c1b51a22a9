"""The API that sagemaker-runtime names, answered whole by the data plane.

moto answers it with constants.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from local_aws.calls import Call
from local_aws.clock import Clock
from local_aws.sagemaker import refusals
from local_aws.sagemaker.async_request import AsyncRequest, places
from local_aws.sagemaker.asynchronous import AsyncQueues
from local_aws.sagemaker.invocation import Invocations, InvokeRequest
from local_aws.sagemaker.plane import SageMakerPlane

Answer = tuple[HTTPStatus, Mapping[str, str], bytes]

# SageMaker takes all other headers away.
_PASSED_ON = {
    "content-type": "Content-Type",
    "accept": "Accept",
    "x-amzn-sagemaker-custom-attributes": "X-Amzn-SageMaker-Custom-Attributes",
    "x-amzn-sagemaker-inference-id": "X-Amzn-SageMaker-Inference-Id",
}
_ASYNC_HEADERS = {
    "ContentType": "Content-Type",
    "Accept": "Accept",
    "CustomAttributes": "X-Amzn-SageMaker-Custom-Attributes",
}
_LACKING = (
    "S3OutputPathExtension",
    "Filename",
    "TargetModel",
    "TargetContainerHostname",
    "EnableExplanations",
    "SessionId",
    "PrefixAwareId",
)


class RuntimeApi:
    """Answers calls of sagemaker-runtime."""

    def __init__(
        self,
        plane: SageMakerPlane,
        invocations: Invocations,
        queues: AsyncQueues,
        clock: Clock,
    ) -> None:
        """Take who invokes, at once or later."""
        self._plane = plane
        self._invocations = invocations
        self._queues = queues
        self._clock = clock

    def __call__(self, call: Call) -> Answer:
        """Answer a call.

        Raises:
            AwsError: As the API names it.
            NotImplementedError: The local AWS lacks it.

        """
        lacking: tuple[str, ...] = _LACKING
        if call.operation == "InvokeEndpointAsync":
            lacking = (*_LACKING, "Body")
        for name in lacking:
            if call.params.get(name):
                text = f"{call.operation} with {name}"
                raise NotImplementedError(text)
        match call.operation:
            case "InvokeEndpoint":
                return self._invoke(call)
            case "InvokeEndpointAsync":
                return self._invoke_later(call)
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

    def _invoke_later(self, call: Call) -> Answer:
        name = call.params["EndpointName"]
        key = (call.account_id, call.region, name)
        endpoint = self._plane.endpoint(key)
        if endpoint is None:
            raise refusals.unknown_endpoint(call.account_id, name)
        spec = endpoint.spec.asynchronous
        if spec is None:
            raise refusals.not_asynchronous(name)
        output_url, failure_url = places(spec)
        request = AsyncRequest(
            endpoint_name=name,
            region=call.region,
            input_url=call.params["InputLocation"],
            headers={
                header: call.params[parameter]
                for parameter, header in _ASYNC_HEADERS.items()
                if call.params.get(parameter)
            },
            inference_id=call.params.get("InferenceId") or str(uuid.uuid4()),
            output_url=output_url,
            failure_url=failure_url,
            accepted=self._clock.now(),
            timeout_seconds=call.params.get("InvocationTimeoutSeconds") or 900,
            lives=timedelta(seconds=call.params.get("RequestTTLSeconds") or 21600),
        )
        self._queues.put(key, request)
        headers = {
            "Content-Type": "application/json",
            "X-Amzn-SageMaker-OutputLocation": output_url,
        }
        if failure_url is not None:
            headers["X-Amzn-SageMaker-FailureLocation"] = failure_url
        body = json.dumps({"InferenceId": request.inference_id}).encode()
        return HTTPStatus.ACCEPTED, headers, body


def body_of(call: Call) -> bytes:
    """Return the call's body."""
    body = call.params.get("Body") or b""
    return body.encode() if isinstance(body, str) else bytes(body)
