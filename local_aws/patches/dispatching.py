"""Which of moto's services a request is for: found out once a host.

moto lists its folders for each request, under a lock that all requests share; a
burst of calls waits there.
"""

from functools import lru_cache
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication

from local_aws.patches.replacing import Method, replace


def apply() -> None:
    """Change moto's server."""
    replace(DomainDispatcherApplication, "get_backend_for_host", _once)


def _once(original: Method) -> Method:
    # Hosts that moto makes up, a service and a Region each; what serves them is
    # the same for every server in the process.
    found = lru_cache(maxsize=1024)(original)

    def get_backend_for_host(self: Any, host: str | None) -> Any:  # noqa: ANN401 - moto is untyped
        return found(self, host)

    return get_backend_for_host
