"""What a service keeps encrypted for the holder of a role, and reads in its name.

A function's environment, and a schedule, are decrypted by the role's right to the key.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html
"""

from collections.abc import Mapping

from local_aws.access import role_may
from local_aws.iam.keys import find_key, need_through
from local_aws.runtime.owner import RoleOwner


def can_read(
    owner: RoleOwner,
    service: str,
    key_arn: str | None,
    encryption_context: Mapping[str, str],
) -> bool:
    """Tell whether a service can decrypt what it keeps for the holder of a role.

    Args:
        owner: Whose role is used.
        service: As in kms:ViaService, such as "scheduler".
        key_arn: The customer's key; None for AWS's own, which asks nobody.
        encryption_context: What the service binds it to.

    """
    if not key_arn:
        return True
    key = find_key(owner.account_id, owner.region, key_arn)
    if key is None:
        return False
    return role_may(
        owner, need_through(service, "kms:Decrypt", key, encryption_context)
    )
