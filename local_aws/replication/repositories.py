"""ECR: images that go to the registry of another Region.

Only what is pushed after replication was set up goes, and what came from another
Region goes no further. A repository that is not there is made, without the settings
and the policy of the one it is a copy of.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from moto.ecr.exceptions import ImageAlreadyExistsException
from moto.ecr.models import ecr_backends

from local_aws.replication import hook
from local_aws.replication.shipments import Shipment

logger = logging.getLogger(__name__)

# moto is untyped.
_Registry = Any
_Image = Any
Put = Callable[..., Any]
"""moto's own way to put an image into a registry, which replicates nothing."""


def pushed(registry: _Registry, image: _Image, tag: str | None, put: Put) -> None:
    """Send off an image, to wherever the registry's rules say."""
    carrier = hook.current()
    if carrier is None:
        return
    for region in _destinations(registry, image.repository_name):
        carrier.ship(_shipment(carrier, registry, region, image, tag, put))


def _destinations(registry: _Registry, name: str) -> Iterator[str]:
    for rule in registry.replication_config["rules"]:
        filters = rule.get("repositoryFilters") or ()
        if filters and not any(name.startswith(each["filter"]) for each in filters):
            continue
        for destination in rule["destinations"]:
            if destination["registryId"] != registry.account_id:
                message = "replication to another account's registry"
                raise NotImplementedError(message)
            yield destination["region"]


def _shipment(  # noqa: PLR0913, PLR0917 - an image is that much
    carrier: hook.Carrier,
    registry: _Registry,
    region: str,
    image: _Image,
    tag: str | None,
    put: Put,
) -> Shipment:
    name = image.repository_name

    def deliver(_: datetime) -> None:
        target = ecr_backends[registry.account_id][region]
        if name not in target.repositories:
            target.create_repository(
                repository_name=name,
                registry_id=registry.account_id,
                encryption_config={"encryptionType": "AES256"},
                image_scan_config={"scanOnPush": False},
                image_tag_mutability="MUTABLE",
                tags=[],
            )
        try:
            put(
                target,
                repository_name=name,
                image_manifest=image.image_manifest,
                image_tag=tag,
                image_manifest_mediatype=image.image_manifest_media_type,
                digest=image.get_image_digest(),
            )
        except ImageAlreadyExistsException:
            logger.info("%s:%s is in %s already", name, tag, region)

    return Shipment(
        service="ecr",
        source=registry.region_name,
        destination=region,
        accepted=carrier.now(),
        deliver=deliver,
        label=f"{name}:{tag}",
    )
