"""Who a record belongs to: who has the API key, in whichever Region."""

import hashlib

# No other digest of a key that somebody stores is ours.
_PREFIX = "inferway record owner\n"
_DIGITS = 32


def owner_of(api_key: str) -> str:
    """Return the name of an API key's owner.

    It is the same wherever the key has this value; the ID of a key differs by Region.
    It cannot be turned back into the value: API Gateway makes keys of 40 random
    characters.

    Args:
        api_key: The value. It is in no record, log, metric or error.

    """
    digest = hashlib.sha256((_PREFIX + api_key).encode()).hexdigest()
    return f"k-{digest[:_DIGITS]}"
