"""Tokens of workflow runs, as GitHub makes them; only the signature is no one's."""

import base64
import json
import time
from typing import Any

ISSUER = "https://token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"
OWNER, OWNER_ID = "octo-org", "7"
NAME, ID = "models", "42"
OLD = f"repo:{OWNER}/{NAME}"
IMMUTABLE = f"repo:{OWNER}@{OWNER_ID}/{NAME}@{ID}"


def claims(subject: str, **others: Any) -> dict[str, Any]:
    """Return the claims of a run of the repository; None leaves one out."""
    return {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": subject,
        "actor": "octocat",
        "actor_id": "1",
        "ref": "refs/heads/main",
        "repository": f"{OWNER}/{NAME}",
        "repository_id": ID,
        "repository_owner": OWNER,
        "repository_owner_id": OWNER_ID,
        "workflow": "deploy",
        **others,
    }


def token(content: Any) -> str:
    """Return a JSON Web Token with these claims, good for five minutes from now."""
    if isinstance(content, dict):
        now = int(time.time())
        every = {"iat": now - 10, "nbf": now - 10, "exp": now + 300, **content}
        content = {name: value for name, value in every.items() if value is not None}
    parts = ({"alg": "RS256", "typ": "JWT"}, content)
    return ".".join([*(_encoded(json.dumps(part).encode()) for part in parts), "c2ln"])


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()
