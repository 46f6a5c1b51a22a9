"""Which bodies are taken for JSON."""

import pytest

from prediction.errors import RequestError
from prediction.media_type import check_json


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
    check_json(header)


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
        check_json(header)

    assert (caught.value.code, caught.value.status) == ("unsupported_media_type", 415)
