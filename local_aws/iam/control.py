"""The test control of privileges.

GET    /_local/privileges     {"roles": [{"role_arn", "policies", "asked": [{"action",
                              "resource", "context", "statements", "outcome"}]}]}:
                              each role, and each kind of request that it made
DELETE /_local/privileges     forgets what was asked for
"""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from local_aws.control import Answer, Control
from local_aws.iam.callers import policies_by_role
from local_aws.iam.privileges import PRIVILEGES


def privilege_controls(account_id: str) -> Sequence[Control]:
    """Return the controls that say which role used what."""

    def tell(_: Mapping[str, str], __: object) -> Answer:
        roles = PRIVILEGES.told(policies_by_role(account_id))
        return HTTPStatus.OK, {"roles": roles}

    def forget(_: Mapping[str, str], __: object) -> Answer:
        PRIVILEGES.forget()
        return HTTPStatus.OK, {}

    return [
        Control(method=method, path=re.compile("privileges"), handle=handle)
        for method, handle in (("GET", tell), ("DELETE", forget))
    ]
