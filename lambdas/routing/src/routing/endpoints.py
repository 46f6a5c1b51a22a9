"""Which endpoint stands behind a path, as Terraform wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass

from inferences.paths import Path


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """What is invoked.

    Attributes:
        name: Of the endpoint.
        component: Name of the inference component, for an endpoint made of such;
            None otherwise.

    """

    name: str
    component: str | None = None

    @property
    def target(self) -> str:
        """What an attempt in the record names."""
        return self.component or self.name


Endpoints = Mapping[Path, Endpoint]


def endpoints(env: Mapping[str, str]) -> Endpoints:
    """Return the endpoints of this deployment by path; there may be none.

    An empty variable says that there is no such endpoint.
    """
    found = {}
    if name := env.get("PROVISIONED_ENDPOINT"):
        found[Path.PROVISIONED] = Endpoint(
            name=name, component=env.get("PROVISIONED_COMPONENT") or None
        )
    if name := env.get("SERVERLESS_ENDPOINT"):
        found[Path.SERVERLESS] = Endpoint(name=name)
    return found
