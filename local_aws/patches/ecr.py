"""ECR: images named by their content."""

import hashlib
from typing import Any

from moto.ecr.models import Image

from local_aws.patches.replacing import Method, replace


def apply() -> None:
    """Change moto's ECR."""
    replace(Image, "_create_digest", _digest_of_manifest)


def _digest_of_manifest(_original: Method) -> Method:
    """Name an image by the SHA-256 of its manifest, as registries do.

    moto takes that of its layers' names, so two images with the same layers
    are one, and a digest computed by a client names none.
    """

    def create_digest(self: Any) -> None:  # noqa: ANN401 - moto is untyped
        content = self.image_manifest.encode()
        self._image_digest = f"sha256:{hashlib.sha256(content).hexdigest()}"

    return create_digest
