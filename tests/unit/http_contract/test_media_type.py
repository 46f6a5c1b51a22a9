"""Which bodies are taken for JSON."""

import pytest

from http_contract.errors import RequestError
from http_contract.formats import Format
from http_contract.media_type import request_format


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "application/json",
        "Application/JSON",
        " application/json ;charset=utf-8",
        'application/json; charset="UTF-8"',
        "application/json; charset=utf8; profile=x",
        "application/json;",
    ],
)
def test_json_is_taken(header):
    assert request_format(header, [Format.JSON]) is Format.JSON


@pytest.mark.parametrize(
    "header",
    [
        "text/plain",
        "text/plain; application/json",
        "application/jsonlines",
        "application/json, application/json",
        "application/json; charset=latin-1",
        "application/json; charset=utf-16",
        "application/json; charset=",
        "application/x-www-form-urlencoded",
        "*/*",
    ],
)
def test_anything_else_is_415(header):
    with pytest.raises(RequestError) as caught:
        request_format(header, [Format.JSON])

    assert (caught.value.code, caught.value.status) == ("unsupported_media_type", 415)
