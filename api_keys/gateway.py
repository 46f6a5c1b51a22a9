"""Keys and usage plans of API Gateway, in one Region."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from api_keys.copying import Key, KeysError
from model.aws_errors import code_of, unusable
from model.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient


class GatewayPlans:
    """Usage plans and keys, by API Gateway's own calls."""

    def __init__(self, client: "APIGatewayClient", region: str) -> None:
        """Take the client and the name of its Region, for errors."""
        self._client = client
        self._region = region

    def keys(self, plan: str) -> list[Key]:
        """Return the keys of a usage plan, with their values."""
        with self._asking("apigateway:GET on /usageplans/*/keys"):
            pages = self._client.get_paginator("get_usage_plan_keys").paginate(
                usagePlanId=plan
            )
            ids = [one["id"] for page in pages for one in page["items"]]
        return [self._key(one) for one in ids]

    def find(self, wanted: Key) -> Key | None:
        """Return this Region's key of the same value, of whatever plan."""
        with self._asking("apigateway:GET on /apikeys"):
            pages = self._client.get_paginator("get_api_keys").paginate(
                includeValues=True
            )
            for page in pages:
                for one in page["items"]:
                    key = Key(id=one["id"], value=one["value"], enabled=one["enabled"])
                    if key.digest == wanted.digest:
                        return key
        return None

    def add(self, key: Key, plan: str) -> None:
        """Import a key whose value is new here, into a plan and under its name.

        Raises:
            KeysError: API Gateway takes the call and not the key.
            UnavailableError: It cannot be reached or refuses.

        """
        with self._asking("apigateway:GET on /usageplans/*"):
            name = self._client.get_usage_plan(usagePlanId=plan)["name"]
        with self._asking("apigateway:POST on /apikeys"):
            answer = self._client.import_api_keys(
                body=_file(name, key, plan), format="csv", failOnWarnings=True
            )
        # The words of a warning may be the row's.
        if answer.get("warnings") or not answer.get("ids"):
            message = f"API Gateway in {self._region} did not import the key of {name}"
            raise KeysError(message)

    def attach(self, key: Key, plan: str) -> None:
        """Let a key that is here be one of a plan's."""
        with self._asking("apigateway:POST on /usageplans/*/keys"):
            self._client.create_usage_plan_key(
                usagePlanId=plan, keyId=key.id, keyType="API_KEY"
            )

    def enable(self, key: Key) -> None:
        """Let a key in again."""
        with self._asking("apigateway:PATCH on /apikeys/*"):
            self._client.update_api_key(
                apiKey=key.id,
                patchOperations=[
                    {"op": "replace", "path": "/enabled", "value": "true"}
                ],
            )

    def remove(self, key: Key, plan: str) -> None:
        """Take a key out of a plan; delete it where it is in no other one."""
        with self._asking("apigateway:GET on /usageplans"):
            pages = self._client.get_paginator("get_usage_plans").paginate(keyId=key.id)
            others = [
                one["id"]
                for page in pages
                for one in page["items"]
                if one["id"] != plan
            ]
        if others:
            with self._asking("apigateway:DELETE on /usageplans/*/keys/*"):
                self._client.delete_usage_plan_key(usagePlanId=plan, keyId=key.id)
            return
        with self._asking("apigateway:DELETE on /apikeys/*"):
            self._client.delete_api_key(apiKey=key.id)

    def _key(self, key_id: str) -> Key:
        with self._asking("apigateway:GET on /apikeys/*"):
            found = self._client.get_api_key(apiKey=key_id, includeValue=True)
        return Key(id=key_id, value=found["value"], enabled=found["enabled"])

    @contextmanager
    def _asking(self, permission: str) -> Iterator[None]:
        """Say what failed by the error's name: its text may have what was sent."""
        try:
            yield
        except ClientError as error:
            said = unusable(error, permission)
            if said is None:
                said = (
                    f"API Gateway in {self._region} refuses {permission}:"
                    f" {code_of(error)}"
                )
            raise UnavailableError(said) from None
        except BotoCoreError as error:
            said = unusable(error, permission)
            message = f"API Gateway in {self._region}: {said or type(error).__name__}"
            raise UnavailableError(message) from None


def _file(name: str, key: Key, plan: str) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["Name", "Key", "Enabled", "UsageplanIds"])
    rows.writerow([name, key.value, "true", plan])
    return text.getvalue().encode()
