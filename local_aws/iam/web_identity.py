"""Tokens of an OpenID Connect provider, and what trust policies see of them.

A token's signature is not checked: there is no provider here to ask for its keys.
Everything else is: issuer, audience, subject, the time, and every condition.
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from moto.iam.models import OpenIDConnectProvider, iam_backends

from local_aws.errors import AwsError
from local_aws.iam.callers import PARTITION

GITHUB = "token.actions.githubusercontent.com"
# All that STS lets trust policies see of GitHub's claims beside aud, sub and amr;
# a condition on any other is one on something that is missing.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
_CLAIMS = {
    GITHUB: (
        "actor",
        "actor_id",
        "enterprise_id",
        "environment",
        "job_workflow_ref",
        "ref",
        "repository",
        "repository_id",
        "workflow",
    )
}
_PARTS = 3

Claims = Mapping[str, Any]


def read_token(token: str) -> Claims:
    """Return the claims of a JSON Web Token.

    Raises:
        AwsError: It is none, or lacks what each must have.

    """
    parts = token.split(".")
    try:
        claims = json.loads(_decoded(parts[1])) if len(parts) == _PARTS else None
    except (binascii.Error, ValueError) as error:
        raise _no_token() from error
    if not isinstance(claims, dict):
        raise _no_token()
    for name in ("iss", "sub", "aud", "exp", "iat"):
        if not claims.get(name):
            text = f"Missing a required claim: {name}"
            raise AwsError(text, code="InvalidIdentityToken")
    return claims


def check_time(claims: Claims, now: datetime) -> None:
    """Refuse a token that is over.

    Raises:
        AwsError: ExpiredTokenException.

    """
    if now.timestamp() >= float(claims["exp"]):
        text = (
            "Token expired: current date/time must be before the expiration date/time"
        )
        raise AwsError(text, code="ExpiredTokenException")


def find_provider(account_id: str, claims: Claims) -> OpenIDConnectProvider:
    """Return the account's provider that issued the token for one of its clients.

    Raises:
        AwsError: InvalidIdentityToken.

    """
    address = str(claims["iss"]).removeprefix("https://")
    providers = iam_backends[account_id][PARTITION].open_id_providers
    provider = next((p for p in providers.values() if p.url == address), None)
    if provider is None or not str(claims["iss"]).startswith("https://"):
        text = f"No OpenIDConnect provider found in your account for {claims['iss']}"
        raise AwsError(text, code="InvalidIdentityToken")
    if not set(_audience(claims)).intersection(provider.client_id_list):
        text = "Incorrect token audience"
        raise AwsError(text, code="InvalidIdentityToken")
    return provider


def context_of(claims: Claims, provider: OpenIDConnectProvider) -> dict[str, list[str]]:
    """Return the condition keys that the token sets."""
    seen = {
        "aud": _audience(claims),
        "sub": [str(claims["sub"])],
        **{name: _values(claims.get(name)) for name in ("amr",)},
        **{name: _values(claims.get(name)) for name in _CLAIMS.get(provider.url, ())},
    }
    return {
        "aws:FederatedProvider": [provider.arn],
        **{f"{provider.url}:{name}": values for name, values in seen.items() if values},
    }


def _audience(claims: Claims) -> list[str]:
    # Who the token was made for, where that is not who asks.
    return _values(claims.get("azp")) or _values(claims["aud"])


def _values(claim: object) -> list[str]:
    if claim is None:
        return []
    return [str(v) for v in claim] if isinstance(claim, list) else [str(claim)]


def _decoded(part: str) -> bytes:
    return base64.b64decode(
        part + "=" * (-len(part) % 4), altchars=b"-_", validate=True
    )


def _no_token() -> AwsError:
    text = (
        "The ID Token provided is not a valid JWT. (You may see this error if you sent "
        "an Access Token)"
    )
    return AwsError(text, code="InvalidIdentityToken")
