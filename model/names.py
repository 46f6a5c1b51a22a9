"""What models, their versions and their objects are called."""

import re

from model.errors import ModelError

PREFIX = "models/"

# They become part of S3 keys and of metric dimensions.
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_VERSION = re.compile(r"[0-9a-f]{16}")


def check_name(name: str) -> None:
    """Hold a model's name against the rule.

    Raises:
        ModelError: It is no name.

    """
    if not _NAME.fullmatch(name):
        message = (
            f"{name!r} is no model name: lower-case letters, digits, '.', '_' and '-',"
            " 63 at most, a letter or digit first"
        )
        raise ModelError(message)


def check_version(version: str) -> None:
    """Hold a version against the form that content gives.

    Raises:
        ModelError: It is no version.

    """
    if not _VERSION.fullmatch(version):
        message = (
            f"{version!r} is no model version: 16 hexadecimal digits, as"
            " `inferway versions` lists them"
        )
        raise ModelError(message)


def object_key(name: str, version: str, file: str) -> str:
    """Return where a file of a model version lies in the store."""
    return f"{PREFIX}{name}/{version}/{file}"
