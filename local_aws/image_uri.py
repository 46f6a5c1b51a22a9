"""Image URIs of private ECR repositories, and the images they name."""

import re
from dataclasses import dataclass

from moto.ecr.models import ecr_backends

_URI = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/"
    r"(?P<repository>[a-z0-9._/-]+)"
    r"(?::(?P<tag>[\w][\w.-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)


@dataclass(frozen=True, kw_only=True)
class ImageUri:
    """A URI, taken apart.

    Attributes:
        account_id: The registry.
        digest: "sha256:" and 64 hexadecimal digits; wins over the tag.
        region: Where the registry is.
        repository: Its name, slashes included.
        tag: "latest" where the URI names neither tag nor digest.

    """

    account_id: str
    digest: str | None
    region: str
    repository: str
    tag: str

    @property
    def without_tag(self) -> str:
        """The repository's URI."""
        host = f"{self.account_id}.dkr.ecr.{self.region}.amazonaws.com"
        return f"{host}/{self.repository}"


def parse(uri: str) -> ImageUri | None:
    """Return the parts of a URI, or None if it is not of a private ECR."""
    match = _URI.fullmatch(uri)
    if match is None:
        return None
    return ImageUri(
        account_id=match["account"],
        digest=match["digest"],
        region=match["region"],
        repository=match["repository"],
        tag=match["tag"] or "latest",
    )


def resolve(image: ImageUri) -> str | None:
    """Return the digest of the image that ECR has, or None if it has none."""
    repositories = ecr_backends[image.account_id][image.region].repositories
    repository = repositories.get(image.repository)
    for each in repository.images if repository is not None else ():
        digest: str = each.image_digest
        if digest == image.digest or (
            not image.digest and image.tag in each.image_tags
        ):
            return digest
    return None
