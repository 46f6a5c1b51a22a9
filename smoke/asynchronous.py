"""Asks an asynchronous endpoint: a request in S3, an answer in S3."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from model.aws_errors import code_of
from model_store.manifest import Golden
from smoke.answers import answer_of, body_of
from smoke.failures import failure_of, unavailable
from smoke.found import Answer, Failure
from smoke.wanted import WantedEndpoint

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker_runtime import SageMakerRuntimeClient

_MISSING = {"NoSuchKey", "404"}
_READ_BYTES = 400


def _random() -> str:
    return uuid.uuid4().hex


class AsynchronousEndpoint:
    """One endpoint, asked once and then looked at until it has answered."""

    def __init__(
        self,
        wanted: WantedEndpoint,
        runtime: "SageMakerRuntimeClient",
        s3: "S3Client",
        name: Callable[[], str] = _random,
    ) -> None:
        """Take the clients as they are; `name` names each request."""
        self._wanted = wanted
        self._runtime = runtime
        self._s3 = s3
        self._name = name
        self._answers: tuple[str, str | None] | None = None

    def ask(self, golden: Golden) -> Answer | Failure:
        """Return the answer, or the failure that there is none yet.

        The first call, and the first after an answer, sends the request.

        Raises:
            UnavailableError: AWS could not be asked.

        """
        if self._wanted.input_url is None:
            return Failure(
                reason="the output 'served' names no folder for requests",
                passes=False,
            )
        action = f"ask asynchronous endpoint {self._wanted.name}"
        try:
            if self._answers is None:
                self._send(golden)
            return self._look()
        except (ClientError, BotoCoreError) as error:
            return failure_of(error, action)

    def _send(self, golden: Golden) -> None:
        url = f"{self._wanted.input_url}smoke-{self._name()}.json"
        bucket, key = _place(url)
        self._s3.put_object(
            Bucket=bucket, Key=key, Body=body_of(golden), ContentType="application/json"
        )
        sent = self._runtime.invoke_endpoint_async(
            EndpointName=self._wanted.name,
            ContentType="application/json",
            Accept="application/json",
            InputLocation=url,
        )
        self._answers = sent["OutputLocation"], sent.get("FailureLocation")

    def _look(self) -> Answer | Failure:
        output, failure = self._answers or ("", None)
        found = self._read(output)
        if found is not None:
            self._answers = None
            return answer_of(found)
        said = None if failure is None else self._read(failure)
        if said is not None:
            self._answers = None
            text = said[:_READ_BYTES].decode(errors="replace")
            return Failure(reason=f"the container failed: {text}", passes=False)
        return Failure(reason=f"no answer in {output} yet", passes=True)

    def _read(self, url: str) -> bytes | None:
        bucket, key = _place(url)
        try:
            return self._s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        except ClientError as error:
            if code_of(error) in _MISSING:
                return None
            raise unavailable(error, f"read s3://{bucket}/{key}") from error


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc, parts.path.removeprefix("/")
