"""The data plane of API Gateway, where it is installed."""

from typing import Protocol
from importlib import import_module
from local_aws.settings import ServerSettings
from wsgiref.types import WSGIApplication
from typing import cast


class Gateway(Protocol):
    def __call__(self, environ, start_response): ...
    def close(self) -> None: ...


def gateway(settings: ServerSettings) -> "Gateway | None":
    try:
        module = import_module("local_aws.gateway.app")
    except ModuleNotFoundError as error:
        if not str(error.name).startswith("local_aws.gateway"):
            raise
        return None
    return module.GatewayApp(settings)
