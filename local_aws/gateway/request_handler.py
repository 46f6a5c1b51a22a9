"""Keeps a request's headers as they were sent.

WSGI loses the case of their names and joins those that come twice, and the
event of a Lambda proxy integration has both.
"""

from typing import TYPE_CHECKING

from moto.moto_server.werkzeug_app import MotoRequestHandler

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

HEADERS = "local_aws.headers"


class HeaderKeepingHandler(MotoRequestHandler):
    """Puts the headers into the environment, in their order."""

    def make_environ(self) -> "WSGIEnvironment":
        """Return the environment of a request."""
        environ: WSGIEnvironment = super().make_environ()
        environ[HEADERS] = tuple(self.headers.items())
        return environ
