"""Records in Parameter Store, one parameter an endpoint."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from inferences.clients import error_code, reaching
from stopped_endpoints.ports import RecordTooLargeError
from stopped_endpoints.record import StoppedEndpoint
from stopped_endpoints.record_json import RecordError, from_json, to_json

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

_SERVICE = "Parameter Store"
# Of an advanced parameter; the tier is chosen by what is written.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
_MOST_BYTES = 8 * 1024


class SsmStoppedEndpoints:
    """Parameters below a path, named as the endpoints are."""

    def __init__(self, client: "SSMClient", path: str) -> None:
        """Take the client and the path, such as "/inferway/staging/stopped"."""
        self._client = client
        self._path = path.rstrip("/")

    def all(self) -> Mapping[str, StoppedEndpoint | None]:
        """Return the records by endpoint; None for one that cannot be read.

        Ten a call.

        Raises:
            UnavailableError: Parameter Store cannot be reached or refuses.

        """
        found: dict[str, StoppedEndpoint | None] = {}
        with reaching(_SERVICE):
            pages = self._client.get_paginator("get_parameters_by_path")
            for page in pages.paginate(Path=self._path):
                for parameter in page["Parameters"]:
                    endpoint = parameter["Name"].removeprefix(f"{self._path}/")
                    try:
                        found[endpoint] = _read(endpoint, parameter["Value"])
                    except RecordError:
                        found[endpoint] = None
        return found

    def get(self, endpoint: str) -> StoppedEndpoint | None:
        """Return an endpoint's record; None if it has none.

        Raises:
            RecordError: It has one that cannot be read.
            UnavailableError: Parameter Store cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            try:
                answer = self._client.get_parameter(Name=self._name(endpoint))
            except ClientError as error:
                if error_code(error) == "ParameterNotFound":
                    return None
                raise
        return _read(endpoint, answer["Parameter"]["Value"])

    def create(self, record: StoppedEndpoint) -> bool:
        """Write a record where there is none; say whether this one counts.

        Raises:
            RecordTooLargeError: It has more than 8 KB.
            UnavailableError: Parameter Store cannot be reached or refuses.

        """
        try:
            self._put(record, overwrite=False)
        except _TakenError:
            return False
        return True

    def replace(self, record: StoppedEndpoint) -> None:
        """Write a record, whatever is there.

        Raises:
            RecordTooLargeError: It has more than 8 KB.
            UnavailableError: Parameter Store cannot be reached or refuses.

        """
        self._put(record, overwrite=True)

    def delete(self, endpoint: str) -> None:
        """Delete an endpoint's record, if there is one.

        Raises:
            UnavailableError: Parameter Store cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            try:
                self._client.delete_parameter(Name=self._name(endpoint))
            except ClientError as error:
                if error_code(error) != "ParameterNotFound":
                    raise

    def _put(self, record: StoppedEndpoint, *, overwrite: bool) -> None:
        text = to_json(record)
        if len(text) > _MOST_BYTES:
            message = (
                f"the record of {record.endpoint} has {len(text)} bytes, and a"
                f" parameter takes {_MOST_BYTES}"
            )
            raise RecordTooLargeError(message)
        with reaching(_SERVICE):
            try:
                self._client.put_parameter(
                    Name=self._name(record.endpoint),
                    Description="How to start this endpoint again: inferway start",
                    Value=text,
                    Type="String",
                    Tier="Intelligent-Tiering",
                    Overwrite=overwrite,
                )
            except ClientError as error:
                if error_code(error) == "ParameterAlreadyExists":
                    raise _TakenError from error
                raise

    def _name(self, endpoint: str) -> str:
        return f"{self._path}/{endpoint}"


class _TakenError(Exception):
    """There is a record."""


def _read(endpoint: str, text: str) -> StoppedEndpoint:
    record = from_json(text)
    if record.endpoint != endpoint:
        message = f"the record of {endpoint} is about {record.endpoint}"
        raise RecordError(message)
    return record
