"""Lambda: what an account may run at once, which moto does not tell.

https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
"""

import json
from http import HTTPStatus
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.awslambda.responses import LambdaResponse
from moto.awslambda.urls import url_paths

# An account's quota in a Region, for one that is not new.
ACCOUNT_CONCURRENCY = 1000

_PATH = r"{0}/(?P<api_version>[^/]+)/account-settings/?$"
_CODE_BYTES = 80_530_636_800
_UNZIPPED_BYTES = 262_144_000
_ZIPPED_BYTES = 52_428_800


def apply() -> None:
    """Add the operation to moto's Lambda."""
    url_paths[_PATH] = LambdaResponse.dispatch
    operation = "get_account_settings"
    setattr(LambdaResponse, operation, _get_account_settings)


def reserved(account_id: str, region: str, *, but: str | None = None) -> int:
    """Return what functions of a Region have reserved for themselves.

    Args:
        account_id: Whose.
        region: Where.
        but: Name of a function to leave out.

    """
    return sum(
        int(each.reserved_concurrency or 0)
        for each in lambda_backends[account_id][region].list_functions()
        if each.function_name != but
    )


def _get_account_settings(self: Any) -> tuple[int, dict[str, str], str]:  # noqa: ANN401 - moto is untyped
    functions = list(self.backend.list_functions())
    left = ACCOUNT_CONCURRENCY - reserved(self.current_account, self.region)
    content = {
        "AccountLimit": {
            "TotalCodeSize": _CODE_BYTES,
            "CodeSizeUnzipped": _UNZIPPED_BYTES,
            "CodeSizeZipped": _ZIPPED_BYTES,
            "ConcurrentExecutions": ACCOUNT_CONCURRENCY,
            "UnreservedConcurrentExecutions": left,
        },
        # Images count for nothing.
        "AccountUsage": {"TotalCodeSize": 0, "FunctionCount": len(functions)},
    }
    return HTTPStatus.OK, {}, json.dumps(content)
