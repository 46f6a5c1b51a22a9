"""What AWS answers when it will not, in words that say what to mend."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    InvalidRegionError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import (
    ConnectionError as BotocoreConnectionError,
)

from model.errors import UnavailableError

_CREDENTIALS = (
    "give AWS credentials: AWS_PROFILE, `aws sso login`, or AWS_ACCESS_KEY_ID and"
    " AWS_SECRET_ACCESS_KEY"
)
_EXPIRED = "the AWS credentials have expired: log in again (`aws sso login`)"
_ELSEWHERE = "is in another Region: set AWS_REGION to the one it was made in"

# By the code of a ClientError. S3 answers a HEAD without a body: its code is
# the bare HTTP status.
_BY_CODE = {
    "NoSuchBucket": "bucket {bucket} does not exist: check --bucket, or apply the"
    " environment that makes it",
    "InvalidBucketName": "{bucket!r} is no bucket's name: check --bucket",
    "AccessDenied": "these credentials may not {action} in bucket {bucket}: ask for"
    " the role that publishes models, or check --bucket",
    "ExpiredToken": _EXPIRED,
    "ExpiredTokenException": _EXPIRED,
    "TokenRefreshRequired": _EXPIRED,
    "RequestExpired": _EXPIRED,
    "RequestTimeTooSkewed": "this machine's clock is wrong: set it, then try again",
    "InvalidAccessKeyId": "AWS does not know this access key: " + _CREDENTIALS,
    "InvalidClientTokenId": "AWS does not know this access key: " + _CREDENTIALS,
    "SignatureDoesNotMatch": "the secret access key is wrong: " + _CREDENTIALS,
    "InvalidToken": "the session token is wrong: " + _CREDENTIALS,
    "PermanentRedirect": "bucket {bucket} " + _ELSEWHERE,
    "AuthorizationHeaderMalformed": "bucket {bucket} " + _ELSEWHERE,
    "IllegalLocationConstraintException": "bucket {bucket} " + _ELSEWHERE,
    "KMS.DisabledException": "the key of bucket {bucket} is disabled: enable it in KMS",
    "KMS.KMSInvalidStateException": "the key of bucket {bucket} is not usable: look"
    " at its state in KMS",
    "SlowDown": "S3 asks to slow down: try again in a minute",
    "ServiceUnavailable": "S3 is not available: try again in a minute",
    "InternalError": "S3 had an error of its own: try again in a minute",
}
# By the kind of an error that botocore itself raises, the first that fits.
_BY_KIND: tuple[tuple[type[BotoCoreError] | tuple[type[BotoCoreError], ...], str], ...]
_BY_KIND = (
    (NoCredentialsError, "no AWS credentials: " + _CREDENTIALS),
    (
        PartialCredentialsError,
        "the AWS credentials are incomplete ({error}): " + _CREDENTIALS,
    ),
    (ProfileNotFound, "{error}: set AWS_PROFILE to one of ~/.aws/config"),
    ((TokenRetrievalError, SSOError), _EXPIRED),
    (CredentialRetrievalError, "the AWS credentials cannot be read: {error}"),
    (
        (NoRegionError, InvalidRegionError),
        "no AWS Region: set AWS_REGION to the one the bucket is in",
    ),
    (ParamValidationError, _BY_CODE["InvalidBucketName"]),
    (
        (BotocoreConnectionError, HTTPClientError),
        "AWS cannot be reached: {error}. Check the network",
    ),
)
# What says nothing of the thing that was asked about, only of who asks.
_OF_THE_CALLER = {
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidToken",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "UnrecognizedClientException",
}
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}
_SAME_AS = {
    "301": "PermanentRedirect",
    "400": "ExpiredToken",
    "403": "AccessDenied",
    "503": "ServiceUnavailable",
    "AllAccessDisabled": "AccessDenied",
    "KMS.AccessDeniedException": "AccessDenied",
    "UnrecognizedClientException": "InvalidClientTokenId",
}


@contextmanager
def explained(action: str, bucket: str) -> Iterator[None]:
    """Turn what botocore raises into one line that names what to mend.

    Args:
        action: What was tried, after "may not": "read objects".
        bucket: Where.

    Raises:
        UnavailableError: AWS could not be reached, or would not.

    """
    try:
        yield
    except ClientError as error:
        raise UnavailableError(_client_error(error, action, bucket)) from error
    except BotoCoreError as error:
        raise UnavailableError(_botocore_error(error, bucket)) from error


def unusable(error: ClientError | BotoCoreError, action: str) -> str | None:
    """Return why any service of AWS cannot be used by whoever asks.

    Args:
        error: What botocore raised.
        action: What was tried, after "may not": "describe endpoint x".

    Returns:
        One line that names what to mend; None where the answer is about the
        thing that was asked for.

    """
    if isinstance(error, BotoCoreError):
        return _botocore_error(error, "")
    code = code_of(error)
    if code in _DENIED:
        return f"these credentials may not {action}: ask for a role that may"
    return _BY_CODE[_SAME_AS.get(code, code)] if code in _OF_THE_CALLER else None


def code_of(error: ClientError) -> str:
    """Return the error code of an answer, "" where it has none."""
    return str(error.response.get("Error", {}).get("Code", ""))


def _client_error(error: ClientError, action: str, bucket: str) -> str:
    code = code_of(error)
    text = _BY_CODE.get(_SAME_AS.get(code, code))
    if text is None:
        said = error.response.get("Error", {}).get("Message", "")
        return f"AWS would not {action} in bucket {bucket}: {code}: {said}"
    return text.format(bucket=bucket, action=action)


def _botocore_error(error: BotoCoreError, bucket: str) -> str:
    for kinds, text in _BY_KIND:
        if isinstance(error, kinds):
            return text.format(bucket=bucket, error=error)
    return f"AWS cannot be used: {error}"
