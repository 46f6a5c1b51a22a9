"""What a preflight is asked to look at."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from model.errors import ModelError

_ACCOUNT = re.compile("[0-9]{12}")
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-[0-9]")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
# <account>.dkr.ecr.<region>.amazonaws.com/<name>@sha256:<digits>
_IMAGE = re.compile(
    r"(?P<account>[0-9]{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com"
    r"(?:\.cn)?/(?P<name>[a-z0-9][a-z0-9._/-]*)@(?P<digest>sha256:[0-9a-f]{64})"
)
_INSTANCES = re.compile(r"(?P<type>ml\.[a-z0-9-]+\.[a-z0-9-]+)=(?P<count>[0-9]{1,4})")


class AskedError(ModelError):
    """An option does not say what it has to; the message shows how it looks."""


@dataclass(frozen=True, kw_only=True)
class Image:
    """A container image, by its content.

    Attributes:
        account: That its repository is in, 12 digits.
        region: That its repository is in.
        repository: Its name, without the registry.
        digest: "sha256:" and 64 hexadecimal digits.

    """

    account: str
    region: str
    repository: str
    digest: str

    def __str__(self) -> str:
        """Return it as people speak of it, the digest cut short."""
        return f"{self.repository}@{self.digest[:19]}"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What to look at.

    Attributes:
        region: That is applied to.
        account: That is meant, 12 digits; None where nobody said.
        images: That functions and containers run.
        state_bucket: Of Terraform's state; None to leave it out.
        repository: On GitHub, "owner/name"; None to leave it out.
        endpoint_instances: Instances by type that endpoints may have at most.
        transform_instances: Likewise of transform jobs.
        serverless_concurrency: Of all serverless endpoints together.
        reserved_concurrency: Of all functions together, beyond what is reserved
            now.
        table_backups: Whether tables are backed up, with copies elsewhere.
        topics: How the names of the topics begin that tell people something.
        models: Bucket of the model store; None to leave it out.
        second_models: Likewise in the Region that is failed over to.
        unread: Of the plan, what has instances that it does not tell.
        before_registry: Whether envs/registry, which makes much of this, is still
            to be applied.

    """

    region: str
    account: str | None = None
    images: Sequence[Image] = ()
    state_bucket: str | None = None
    repository: str | None = None
    endpoint_instances: Mapping[str, int] = field(default_factory=dict)
    transform_instances: Mapping[str, int] = field(default_factory=dict)
    serverless_concurrency: int = 0
    reserved_concurrency: int = 0
    table_backups: bool = False
    topics: str = "inferway"
    models: str | None = None
    second_models: str | None = None
    unread: Sequence[str] = ()
    before_registry: bool = False


def read_account(text: str) -> str:
    """Return an account's number.

    Raises:
        AskedError: It is none.

    """
    if not _ACCOUNT.fullmatch(text):
        message = f"--account {text!r} is no account: it has 12 digits"
        raise AskedError(message)
    return text


def read_region(text: str) -> str:
    """Return a Region's name; whether there is such a Region, AWS says.

    Raises:
        AskedError: It cannot be one.

    """
    if not _REGION.fullmatch(text):
        message = f"--region {text!r} is no Region: it looks like eu-west-1"
        raise AskedError(message)
    return text


def read_repository(text: str) -> str:
    """Return a repository on GitHub.

    Raises:
        AskedError: It has not the form owner/name.

    """
    if not _REPOSITORY.fullmatch(text):
        message = f"--repository {text!r} is not of the form owner/name"
        raise AskedError(message)
    return text


def parse_image(text: str) -> Image | None:
    """Return an image of ECR that is named by its digest; None if it is not."""
    match = _IMAGE.fullmatch(text)
    if match is None:
        return None
    return Image(
        account=match["account"],
        region=match["region"],
        repository=match["name"],
        digest=match["digest"],
    )


def read_image(text: str) -> Image:
    """Return an image of a private repository, named by its digest.

    Raises:
        AskedError: It is named otherwise: by a tag, or in another registry.

    """
    image = parse_image(text)
    if image is None:
        message = (
            f"--image {text!r} is no image of ECR by its digest: it looks like"
            " 111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction"
            "@sha256:... (64 digits)"
        )
        raise AskedError(message)
    return image


def read_instances(option: str, texts: Sequence[str]) -> dict[str, int]:
    """Return instances by type, those of one type added up.

    Raises:
        AskedError: One has not the form type=count.

    """
    found: dict[str, int] = {}
    for text in texts:
        match = _INSTANCES.fullmatch(text)
        if match is None:
            message = f"{option} {text!r} is not of the form ml.m5.large=2"
            raise AskedError(message)
        found[match["type"]] = found.get(match["type"], 0) + int(match["count"])
    return found
