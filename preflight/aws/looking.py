"""What AWS says when it will not tell."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from model.aws_errors import code_of, unusable
from preflight.findings import CannotLookError

_DENIED = {
    "403",
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "UnauthorizedOperation",
}
_AGAIN = "Try again; if it stays so, look at the AWS Health Dashboard."


@contextmanager
def looking(permission: str) -> Iterator[None]:
    """Turn what botocore raises into why a check could not be made.

    Args:
        permission: That the call takes, as IAM names it: "sns:ListTopics".

    Raises:
        CannotLookError: The call failed.

    """
    try:
        yield
    except ClientError as error:
        if code_of(error) in _DENIED:
            reason = f"These credentials may not {permission}."
            raise CannotLookError(reason, f"Ask for {permission}.") from error
        said = unusable(error, permission)
        if said is not None:
            raise CannotLookError(_sentence(said), "") from error
        reason = f"{permission} failed: {error}"
        raise CannotLookError(_sentence(reason), _AGAIN) from error
    except BotoCoreError as error:
        said = unusable(error, permission) or str(error)
        raise CannotLookError(_sentence(said), "") from error


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
