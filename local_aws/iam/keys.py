"""What calls of KMS need, and what use of a key through a service needs.

https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
"""

from collections.abc import Mapping, Sequence

from moto.kms.models import Key, kms_backends

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need
from local_aws.iam.tags import of_resource

# These have no key for a resource.
_KEYLESS = frozenset(
    {"CreateKey", "GenerateRandom", "ListAliases", "ListKeys", "ListRetirableGrants"}
)
# They are about a name and about the key behind it: both must be allowed.
_OF_ALIASES = frozenset({"CreateAlias", "DeleteAlias", "UpdateAlias"})


def find_key(account_id: str, region: str, key: str) -> Key | None:
    """Return the key that an id, an ARN or an alias names, or None."""
    if key.startswith("arn:"):
        region = key.split(":")[3]
    backend = kms_backends[account_id][region]
    alias = backend.get_alias_name(key)
    # moto fails on one that is not there.
    if alias.startswith("alias/") and not backend.alias_exists(alias):
        return None
    key_id = backend.any_id_to_key_id(key)
    found: Key | None = backend.keys.get(key_id)
    return found


def needs_of(call: Call) -> list[Need]:
    """Return what a call of KMS itself needs."""
    action = f"kms:{call.operation}"
    name = call.params.get("KeyId") or call.params.get("TargetKeyId")
    if call.operation in _KEYLESS:
        return [Need(action=action, context=_wished(call), resource="*")]
    if call.operation in _OF_ALIASES:
        return _alias_needs(call, action)
    key = find_key(call.account_id, call.region, name) if name else _key_of(call)
    if key is None:
        # KMS itself says that there is none.
        return [Need(action=action, resource=name or "*")]
    return [_need(action, key, call.params.get("EncryptionContext") or {}, {})]


def need_through(
    service: str, action: str, key: Key, encryption_context: Mapping[str, str]
) -> Need:
    """Return what the caller needs on a key that a service uses for it.

    Args:
        service: As in kms:ViaService, such as "s3".
        action: Such as "kms:Decrypt".
        key: The key.
        encryption_context: What the service binds the ciphertext to.

    """
    via = {"kms:ViaService": [f"{service}.{key.region}.amazonaws.com"]}
    return _need(action, key, encryption_context, via)


def _need(
    action: str,
    key: Key,
    encryption_context: Mapping[str, str],
    context: Mapping[str, Sequence[str]],
) -> Need:
    return Need(
        action=action,
        context={
            **context,
            **{
                f"kms:EncryptionContext:{name}": [value]
                for name, value in encryption_context.items()
            },
            "kms:CallerAccount": [key.account_id],
            "kms:EncryptionContextKeys": list(encryption_context),
            "kms:ResourceAliases": list(key.aliases),
            **of_resource(_tags(key)),
        },
        owned_by_policy=True,
        resource=key.arn,
        resource_policies=(key.policy,),
    )


def _alias_needs(call: Call, action: str) -> list[Need]:
    """Return what giving a key a name needs, moving it, or taking it away."""
    alias = call.params["AliasName"]
    here = f"arn:{PARTITION}:kms:{call.region}:{call.account_id}"
    context = {"kms:CallerAccount": [call.account_id]}
    needs = [Need(action=action, context=context, resource=f"{here}:{alias}")]
    named = (call.params.get("TargetKeyId"), alias)
    found = [find_key(call.account_id, call.region, name) for name in named if name]
    keys = {key.arn: key for key in found if key is not None}
    return [*needs, *(_need(action, key, {}, {}) for key in keys.values())]


def _wished(call: Call) -> dict[str, list[str]]:
    """Return what policies may ask of a key that is not there yet."""
    if call.operation != "CreateKey":
        return {}
    params = call.params
    return {
        "kms:CallerAccount": [call.account_id],
        "kms:KeyOrigin": [params.get("Origin") or "AWS_KMS"],
        "kms:KeySpec": [params.get("KeySpec") or "SYMMETRIC_DEFAULT"],
        "kms:KeyUsage": [params.get("KeyUsage") or "ENCRYPT_DECRYPT"],
        "kms:MultiRegion": [str(bool(params.get("MultiRegion"))).lower()],
    }


def _tags(key: Key) -> dict[str, str]:
    backend = kms_backends[key.account_id][key.region]
    found: dict[str, str] = backend.tagger.get_tag_dict_for_resource(key.id)
    return found


def _key_of(call: Call) -> Key | None:
    # Decrypt names no key: the ciphertext begins with the id of its own.
    blob = call.params.get("CiphertextBlob")
    if not isinstance(blob, bytes):
        return None
    return find_key(call.account_id, call.region, blob[:36].decode("ascii", "replace"))
