"""One WSGI application for everything the local AWS answers."""

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    create_backend_app,
)

from local_aws import access, calls, strict
from local_aws.backup.part import BackupPart
from local_aws.control import Control
from local_aws.controls import PREFIX as CONTROLS
from local_aws.controls import Controls
from local_aws.errors import AwsError, answer
from local_aws.faults import Faults
from local_aws.iam.conditions import UnsupportedConditionError
from local_aws.regions.gateway import RegionalGateway
from local_aws.regions.outages import Outages
from local_aws.regions.places import region_of_call
from local_aws.runtime.deaths import Deaths, DiedError
from local_aws.sagemaker.container_credentials import PREFIX as CONTAINER_CREDENTIALS
from local_aws.sagemaker.part import SageMakerPart
from local_aws.sagemaker.runtime_api import Answer
from local_aws.settings import ServerSettings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

EXECUTE_API = "/_aws/execute-api/"

# What else AWS answers without a signature: the assertion is the proof there.
_UNSIGNED = "AssumeRoleWithSAML"
_MOTO_CONTROLS = "/moto-api"

logger = logging.getLogger(__name__)


class LocalAwsApp:
    """Sends a request to the data planes, the test controls or moto.

    A call of an AWS API passes the deaths, outages and faults of tests, the policies
    of the account and the refusals of its service before moto answers it.
    """

    def __init__(  # noqa: PLR0913 - all that requests are for
        self,
        settings: ServerSettings,
        *,
        gateway: "WSGIApplication",
        deaths: Deaths,
        backup: BackupPart,
        faults: Faults,
        outages: Outages,
        sagemaker: SageMakerPart,
        controls: Iterable[Control],
    ) -> None:
        """Take the data planes that have addresses, and what tests may do."""
        self._settings = settings
        self._deaths = deaths
        self._backup = backup
        self._faults = faults
        self._outages = outages
        self._sagemaker = sagemaker
        self._moto: Any = DomainDispatcherApplication(create_backend_app)
        self._mounted: Mapping[str, WSGIApplication] = {
            EXECUTE_API: RegionalGateway(gateway, outages, settings.account_id),
            CONTAINER_CREDENTIALS: sagemaker.credentials,
            CONTROLS: Controls(controls),
            _MOTO_CONTROLS: self._ask_moto,
        }

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        for prefix, application in self._mounted.items():
            if path.startswith(prefix):
                return application(environ, start_response)
        account_id = self._settings.account_id
        call = calls.read(environ, account_id)
        call = call or calls.read_unsigned(environ, account_id)
        protocol = call.protocol if call else _guess(environ)
        try:
            if call is None:
                _refuse_unsigned(environ)
                return self._ask_moto(environ, start_response)
            return self._unless_dead(call, environ, start_response)
        except DiedError as death:
            # Nobody hears it.
            logger.info("%s", death)
            dead = AwsError(str(death), code="Died", status=HTTPStatus.BAD_REQUEST)
            return _send(dead, protocol, environ, start_response)
        except AwsError as error:
            return _send(error, protocol, environ, start_response)
        except (NotImplementedError, UnsupportedConditionError) as error:
            # Never a 5xx: clients would try it again for minutes.
            text = f"The local AWS lacks this: {error}"
            logger.warning("%s", text)
            lacking = AwsError(
                text, code="NotImplemented", status=HTTPStatus.BAD_REQUEST
            )
            return _send(lacking, protocol, environ, start_response)

    def _unless_dead(
        self,
        call: calls.Call,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        """Carry a call out, unless its caller is to die before it or at its end.

        Raises:
            DiedError: It died.

        """
        die = self._deaths.strike(call)
        touched = (self._outages.home_of(call.access_key), region_of_call(call))
        try:
            self._outages.strike(*touched)
            body = self._carry_out(call, environ, start_response)
            # It may have been cut off meanwhile: then nobody hears the answer.
            self._outages.strike(*touched)
            return body
        finally:
            if die is not None:
                die()

    def _carry_out(
        self,
        call: calls.Call,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        self._faults.strike(call)
        access.authorize(call)
        strict.check(call)
        if call.service == "sagemaker-runtime":
            return _answered(self._sagemaker.runtime_api(call), start_response)
        if call.service == "backup":
            return _answered(self._backup(call), start_response)
        return self._ask_moto(environ, start_response)

    def _ask_moto(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Let moto answer.

        Raises:
            NotImplementedError: moto knows no such path or operation.

        """
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(
            status: str, headers: list[tuple[str, str]], *_: object
        ) -> Callable[[bytes], object]:
            begun.append((status, headers))
            return lambda _: None

        body = b"".join(self._moto(environ, begin))
        [(status, headers)] = begun
        # What Flask says of a path that nobody serves; no service of AWS
        # answers with a page.
        if status.startswith("404") and body.startswith(b"<!doctype html>"):
            unknown = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
            raise NotImplementedError(unknown)
        start_response(status, headers)
        return [body]


def _answered(answer: Answer, start_response: "StartResponse") -> Iterable[bytes]:
    status, headers, body = answer
    start_response(
        f"{status.value} {status.phrase}",
        [
            *headers.items(),
            ("Content-Length", str(len(body))),
            ("x-amzn-RequestId", str(uuid.uuid4())),
        ],
    )
    return [body]


def _guess(environ: "WSGIEnvironment") -> str:
    content = environ.get("CONTENT_TYPE", "")
    if "json" in content:
        return "json"
    return "query" if "form-urlencoded" in content else "rest-xml"


def _refuse_unsigned(environ: "WSGIEnvironment") -> None:
    """Refuse a request that nobody signed, or that no API knows."""
    if environ.get("HTTP_AUTHORIZATION"):
        unknown = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        raise NotImplementedError(unknown)
    if _UNSIGNED in environ.get("QUERY_STRING", ""):
        return
    text = "Access Denied"
    raise AwsError(text, code="AccessDenied", status=HTTPStatus.FORBIDDEN)


def _send(
    error: AwsError,
    protocol: str,
    environ: "WSGIEnvironment",
    start_response: "StartResponse",
) -> Iterable[bytes]:
    headers, body = answer(error, protocol)
    status = HTTPStatus(error.status)
    if environ["REQUEST_METHOD"] == "HEAD":
        body = b""
    headers["Content-Length"] = str(len(body))
    logger.info("%s: %s", error.code, error.message)
    start_response(f"{status.value} {status.phrase}", list(headers.items()))
    return [body]
