"""API keys, usage plans and throttles, over HTTP."""

import pytest


@pytest.fixture
def keyed(new_api):
    api = new_api()
    api.permit()
    api.proxy("GET", "/echo", apiKeyRequired=True)
    api.mock("GET", "/open", {"200": (None, "", {})})
    api.deploy()
    return api


@pytest.fixture
def new_key(served, key_values):
    gateway = served.client("apigateway")

    def make(**settings):
        settings = {"enabled": True, "value": next(key_values), **settings}
        return gateway.create_api_key(name="key", **settings)

    return make


def statuses(api, path, count, **headers):
    return [api.ask("GET", path, **headers).status for _ in range(count)]


def test_a_key_of_a_plan_of_the_stage_lets_in(keyed, new_key):
    key = new_key()
    keyed.plan(key["id"])
    identity = keyed.echo("GET", "/echo", x_api_key=key["value"])["requestContext"][
        "identity"
    ]
    assert (identity["apiKey"], identity["apiKeyId"]) == (key["value"], key["id"])


def test_nothing_else_does(keyed, new_key, new_api):
    key, without_plan, disabled = new_key(), new_key(), new_key(enabled=False)
    other = new_api()
    other.mock("GET", "/a", {"200": (None, "", {})})
    other.deploy()
    keyed.plan(key["id"], disabled["id"])
    foreign = new_key()
    other.plan(foreign["id"])
    for value in (
        None,
        "",
        "wrong",
        f"{key['value']} ",
        key["id"],
        without_plan["value"],
        disabled["value"],
        foreign["value"],
    ):
        headers = {} if value is None else {"x_api_key": value}
        answer = keyed.ask("GET", "/echo", **headers)
        # Blanks around a header's value are none of it.
        expected = 200 if value == f"{key['value']} " else 403
        assert answer.status == expected, value
    assert keyed.ask("GET", "/open").status == 200


def test_a_key_is_held_to_its_plan_s_rate(keyed, new_key):
    one, two = new_key(), new_key()
    keyed.plan(one["id"], two["id"], throttle={"rateLimit": 0.001, "burstLimit": 2})
    found = statuses(keyed, "/echo", 4, x_api_key=one["value"])
    assert found == [200, 200, 429, 429]
    answer = keyed.ask("GET", "/echo", x_api_key=one["value"])
    assert answer.json() == {"message": "Too Many Requests"}
    assert answer.headers["x-amzn-ErrorType"] == "TooManyRequestsException"
    # Each key has the plan's rate for itself.
    assert keyed.ask("GET", "/echo", x_api_key=two["value"]).status == 200


def test_a_key_is_held_to_its_plan_s_quota(keyed, new_key):
    key = new_key()
    keyed.plan(key["id"], quota={"limit": 3, "period": "DAY", "offset": 1})
    found = statuses(keyed, "/echo", 3, x_api_key=key["value"])
    assert found == [200, 200, 429]
    answer = keyed.ask("GET", "/echo", x_api_key=key["value"])
    assert answer.json() == {"message": "Limit Exceeded"}
    assert answer.headers["x-amzn-ErrorType"] == "LimitExceededException"


def test_what_is_throttled_is_not_counted(keyed, new_key):
    key = new_key()
    plan = keyed.plan(
        key["id"],
        throttle={"rateLimit": 0.001, "burstLimit": 1},
        quota={"limit": 2, "period": "MONTH"},
    )
    assert statuses(keyed, "/echo", 5, x_api_key=key["value"]) == [200] + [429] * 4
    keyed.gateway.update_usage_plan(
        usagePlanId=plan, patchOperations=[{"op": "remove", "path": "/throttle"}]
    )
    assert statuses(keyed, "/echo", 2, x_api_key=key["value"]) == [200, 429]


def test_a_stage_has_rates_for_its_methods(new_api):
    api = new_api()
    for path in ("/a", "/b", "/c"):
        api.mock("GET", path, {"200": (None, "", {})})
    api.deploy()
    api.patch_stage(
        ("/*/*/throttling/rateLimit", "0.001"),
        ("/*/*/throttling/burstLimit", "1"),
        ("/b/GET/throttling/rateLimit", "0.001"),
        ("/b/GET/throttling/burstLimit", "3"),
    )
    assert statuses(api, "/a", 2) == [200, 429]
    assert statuses(api, "/b", 4) == [200, 200, 200, 429]
    assert statuses(api, "/c", 2) == [200, 429]
