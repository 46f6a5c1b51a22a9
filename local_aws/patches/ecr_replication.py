"""ECR: what a registry's replication rules copy, is copied.

moto keeps the rules, and does nothing.
"""

from typing import Any

from moto.ecr.models import ECRBackend

from local_aws.patches.replacing import Method, replace
from local_aws.replication.repositories import pushed


def apply() -> None:
    """Change moto's ECR."""
    replace(ECRBackend, "put_image", _sending)


def _sending(original: Method) -> Method:
    """Send off an image that was pushed."""

    def put_image(self: Any, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - moto is untyped
        image = original(self, *args, **named)
        tag = named.get("image_tag") or (args[2] if len(args) > 2 else None)  # noqa: PLR2004 - the third
        pushed(self, image, tag, original)
        return image

    return put_image
