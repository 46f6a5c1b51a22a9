import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_aws.gateway.errors import GatewayError
from local_aws.gateway.templates import map_parameter, render, render_log

CONTEXT = {"requestId": "r-1", "error.messageString": '"no \\"way\\""', "empty": ""}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("plain", "plain"),
        ('{"id":"$context.requestId"}', '{"id":"r-1"}'),
        ('{"m":$context.error.messageString}', '{"m":"no \\"way\\""}'),
        ("$context.requestId.", "r-1."),
        ("[$context.unknown]", "[]"),
        ("costs $5, 100% # of", "costs $5, 100% # of"),
    ],
)
def test_text_and_variables(template, text):
    assert render(template, CONTEXT) == text


@pytest.mark.parametrize(
    "template",
    [
        "$input.json('$')",
        "$input.path('$.a')",
        "$stageVariables.a",
        "${context.requestId}",
        "$!context.requestId",
        "$util.escapeJavaScript($context.requestId)",
        "#set($a = 1)",
        "#if(true)a#end",
        "## comment",
        "$context",
    ],
)
def test_velocity_is_refused_by_name(template):
    with pytest.raises(GatewayError) as refusal:
        render(template, CONTEXT)
    assert refusal.value.kind.status == 500
    assert template.partition("(")[0].split(" ")[0] in refusal.value.detail


@given(st.text().filter(str.isprintable))
def test_a_value_stays_within_its_json_string(value):
    line = render_log('{"ua":"$context.ua","id":"$context.id"}', {"ua": value})
    assert json.loads(line) == {"ua": value, "id": "-"}


def test_headers_are_mapped_from_texts_and_variables_only():
    assert map_parameter("h", "'no-store'", CONTEXT) == "no-store"
    assert map_parameter("h", "context.requestId", CONTEXT) == "r-1"
    with pytest.raises(GatewayError) as refusal:
        map_parameter("h", "method.request.header.Origin", CONTEXT)
    assert "method.request.header.Origin" in refusal.value.detail
