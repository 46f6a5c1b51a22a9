"""Looks at a function and asks it, by AWS's own interfaces."""

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from model.aws_errors import code_of
from model_store.manifest import Golden
from smoke.answers import answer_of, body_of
from smoke.failures import PASSING_STATUSES, failure_of, unavailable
from smoke.found import Answer, Failure, FoundFunction
from smoke.wanted import WantedFunction

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

_OK = 200

_READ_BYTES = 400


class Functions:
    """Functions of one Region."""

    def __init__(self, client: "LambdaClient") -> None:
        """Take the client as it is: the caller sets Region and retries."""
        self._client = client

    def find(self, wanted: WantedFunction) -> FoundFunction | None:
        """Return what is behind the alias; None where there is no such alias.

        Raises:
            UnavailableError: AWS could not be asked.

        """
        action = f"look at function {wanted.name}"
        try:
            answer = self._client.get_function(
                FunctionName=wanted.name, Qualifier=wanted.alias
            )
        except ClientError as error:
            if code_of(error) == "ResourceNotFoundException":
                return None
            raise unavailable(error, action) from error
        except BotoCoreError as error:
            raise unavailable(error, action) from error
        settings = answer["Configuration"]
        return FoundFunction(
            version=settings["Version"],
            image_digest=answer["Code"].get("ResolvedImageUri", "").partition("@")[2],
            state=settings.get("State", "Active"),
            updating=settings.get("LastUpdateStatus") == "InProgress",
            reason=settings.get("StateReason")
            or settings.get("LastUpdateStatusReason", ""),
        )

    def ask(self, wanted: WantedFunction, golden: Golden) -> Answer | Failure:
        """Return what the function says to the golden instances.

        It is called as API Gateway calls it, past the gateway.

        Raises:
            UnavailableError: AWS could not be asked.

        """
        try:
            answer = self._client.invoke(
                FunctionName=wanted.name,
                Qualifier=wanted.alias,
                Payload=json.dumps(_event(golden)).encode(),
            )
            content = answer["Payload"].read()
        except (ClientError, BotoCoreError) as error:
            return failure_of(error, f"invoke function {wanted.name}")
        if "FunctionError" in answer:
            said = content[:_READ_BYTES].decode(errors="replace")
            return Failure(reason=f"the function failed: {said}", passes=False)
        return _answer(content)


def _event(golden: Golden) -> dict[str, Any]:
    return {
        "resource": "/predict",
        "path": "/predict",
        "httpMethod": "POST",
        "headers": {"Content-Type": "application/json"},
        "requestContext": {"httpMethod": "POST", "path": "/predict"},
        "body": body_of(golden).decode(),
        "isBase64Encoded": False,
    }


def _answer(content: bytes) -> Answer | Failure:
    try:
        proxied = json.loads(content)
        status, body = proxied["statusCode"], proxied["body"]
    except (ValueError, LookupError, TypeError):
        return Failure(
            reason="the function gave no answer of a prediction function", passes=False
        )
    if status != _OK:
        return Failure(
            reason=f"HTTP {status}: {body}", passes=status in PASSING_STATUSES
        )
    return answer_of(body)
