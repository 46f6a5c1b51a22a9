"""One instance of a job: a container, and the objects it transforms."""

import gzip
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from local_aws.sagemaker.container import Container
from local_aws.sagemaker.exchange import (
    AnswerTimeoutError,
    ContainerAnswer,
    ContainerRequest,
    NoAnswerError,
)
from local_aws.sagemaker.storage import Storage
from local_aws.sagemaker.transform import records
from local_aws.sagemaker.transform.inputs import InputObject
from local_aws.sagemaker.transform.job import TransformJob
from local_aws.sagemaker.transform.manner import Manner

_TIMEOUT_SECONDS = 600
_RETRIES = 3
# Whose fault it was, by the status of the answer.
_CLIENT, _ALGORITHM = "ClientError", "AlgorithmError"


class TransformFailedError(Exception):
    """The job has failed; the message is its FailureReason."""


class StoppedError(Exception):
    """The job is to stop."""


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Transforms one object after the other.

    Attributes:
        job: What is asked for.
        container: Who answers.
        manner: How it is asked.
        storage: With the role of the model.
        tell: Takes a line for the data log.

    """

    job: TransformJob
    container: Container
    manner: Manner
    storage: Storage
    tell: Callable[[str], None]

    def transform(self, each: InputObject) -> None:
        """Read an object, ask, and write what comes of it.

        Raises:
            StoppedError: The job is to stop.
            TransformFailedError: The container failed, or a record is too large.
            ClientError: Of S3.

        """
        if self.job.stopping.is_set():
            raise StoppedError
        given = self.job.given
        wanted, output = given["TransformInput"], given["TransformOutput"]
        content = self.storage.read(each.url)
        if wanted.get("CompressionType") == "Gzip":
            content = self._decompressed(content, each)
        found = records.split(content, wanted.get("SplitType", "None"))
        try:
            bodies = list(
                records.batches(found, self.manner.strategy, self.manner.payload_mb)
            )
        except records.RecordTooLargeError as error:
            self._say(each, str(error))
            raise _see_logs(_CLIENT) from error
        answers = self._ask_all(bodies, each)
        self.storage.write(
            f"{output['S3OutputPath'].rstrip('/')}/{each.name}.out",
            records.assemble(answers, output.get("AssembleWith", "None")),
            key_id=output.get("KmsKeyId", ""),
        )

    def _ask_all(self, bodies: Sequence[bytes], each: InputObject) -> list[bytes]:
        """Return the answers in order; the first failure ends it all."""
        with ThreadPoolExecutor(self.manner.concurrent) as requests:
            try:
                return list(requests.map(lambda body: self._ask(body, each), bodies))
            except BaseException:
                requests.shutdown(wait=False, cancel_futures=True)
                raise

    def _ask(self, body: bytes, each: InputObject) -> bytes:
        request = ContainerRequest(body=body, headers=_headers(self.job.given))
        client: Mapping[str, Any] = self.job.given.get("ModelClientConfig", {})
        seconds = client.get("InvocationsTimeoutInSeconds", _TIMEOUT_SECONDS)
        for _ in range(client.get("InvocationsMaxRetries", _RETRIES) + 1):
            if self.job.stopping.is_set():
                raise StoppedError
            try:
                answer = self.container.ask(request, seconds)
            except (AnswerTimeoutError, NoAnswerError):
                self._say(each, "Unable to get response from algorithm")
                continue
            if answer.status == HTTPStatus.OK:
                return answer.body
            self._report(answer, each)
            if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise _see_logs(_CLIENT)
        raise _see_logs(_ALGORITHM)

    def _decompressed(self, content: bytes, each: InputObject) -> bytes:
        try:
            return gzip.decompress(content)
        except (OSError, EOFError) as error:
            self._say(each, str(error))
            raise _see_logs(_CLIENT) from error

    def _report(self, answer: ContainerAnswer, each: InputObject) -> None:
        client = answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
        kind = _CLIENT if client else _ALGORITHM
        self._say(each, f"{kind}: {answer.status}")
        self._say(each, "Message:")
        self._say(each, answer.body.decode(errors="replace"))

    def _say(self, each: InputObject, text: str) -> None:
        self.tell(f"{each.url.removeprefix('s3://')}: {text}")


def _headers(given: Mapping[str, Any]) -> dict[str, str]:
    headers = {
        "Content-Type": given["TransformInput"].get("ContentType"),
        "Accept": given["TransformOutput"].get("Accept"),
    }
    return {name: value for name, value in headers.items() if value}


def _see_logs(kind: str) -> TransformFailedError:
    return TransformFailedError(f"{kind}: See job logs for more information")
