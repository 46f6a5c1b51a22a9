"""Keys whose values are decided elsewhere: ImportApiKeys, and what becomes of them."""

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def plan(served):
    gateway = served.client("apigateway")
    return gateway.create_usage_plan(name="imports")["id"]


@pytest.fixture
def load(served):
    gateway = served.client("apigateway")

    def load(text, *, strict=True):
        return gateway.import_api_keys(
            body=text.encode(), format="csv", failOnWarnings=strict
        )

    return load


def keys_of(served, plan):
    found = served.client("apigateway").get_usage_plan_keys(usagePlanId=plan)["items"]
    return [key["id"] for key in found]


def test_a_key_has_the_value_of_its_file_and_its_plan(served, load, plan, key_values):
    value = next(key_values)

    [key] = load(f"Name,Key,Enabled,UsageplanIds\nclient,{value},true,{plan}\n")["ids"]

    gateway = served.client("apigateway")
    found = gateway.get_api_key(apiKey=key, includeValue=True)
    assert (found["name"], found["value"], found["enabled"]) == ("client", value, True)
    assert keys_of(served, plan) == [key]
    # Values are for who asks for them.
    assert "value" not in gateway.get_api_key(apiKey=key)
    for asked in (False, True):
        listed = gateway.get_api_keys(includeValues=asked)["items"]
        [mine] = [one for one in listed if one["id"] == key]
        assert mine.get("value") == (value if asked else None)


def test_columns_come_in_any_order_and_case_and_more_than_one_plan(
    served, load, plan, key_values
):
    other = served.client("apigateway").create_usage_plan(name="other")["id"]

    [key] = load(
        "usageplanIDS,note,KEY,ENABLED,name\n"
        f'"{plan},{other}",x,{next(key_values)},FALSE,client\n'
    )["ids"]

    assert keys_of(served, plan) == keys_of(served, other) == [key]
    assert served.client("apigateway").get_api_key(apiKey=key)["enabled"] is False


def test_a_value_that_is_there_is_overwritten(served, load, key_values):
    value = next(key_values)
    first = load(f"Name,Key\nbefore,{value}\n")["ids"]

    assert load(f"Name,Key,Enabled\nafter,{value},false\n")["ids"] == first

    found = served.client("apigateway").get_api_key(apiKey=first[0])
    assert (found["name"], found["enabled"]) == ("after", False)


@pytest.mark.parametrize(
    ("row", "warning"),
    [
        (",{value},true,", "Name must have 1 to 1024 characters"),
        ("a" * 1025 + ",{value},true,", "Name must have 1 to 1024 characters"),
        ("a,0123456789012345678,true,", "Key must have 20 to 128 characters"),
        ("a," + "x" * 129 + ",true,", "Key must have 20 to 128 characters"),
        ("a,{value},perhaps,", "Enabled must be true or false"),
        ("a,{value},true,nowhere", "there is no usage plan nowhere"),
        ("a,{twice},true,", "Key stands in the file twice"),
    ],
)
def test_with_fail_on_warnings_all_rows_or_none(load, key_values, row, warning):
    first, value = next(key_values), next(key_values)
    row = row.format(value=value, twice=first)
    text = f"Name,Key,Enabled,UsageplanIds\ngood,{first},true,\n{row}\n"

    with pytest.raises(ClientError) as refused:
        load(text)
    found = load(text, strict=False)

    error = refused.value.response["Error"]
    assert error["Code"] == "BadRequestException"
    assert error["Message"] == f"Line 3: {warning}"
    assert value not in str(refused.value)
    assert (len(found["ids"]), found["warnings"]) == (1, [f"Line 3: {warning}"])


@pytest.mark.parametrize("text", ["", "Name\na\n", "Key,Enabled\n", "\xff"])
def test_what_is_no_file_of_keys_is_refused(load, text):
    with pytest.raises(ClientError, match="BadRequestException"):
        load(text, strict=False)


def test_a_key_that_is_deleted_is_in_no_plan(served, load, plan, key_values):
    [key] = load(f"Name,Key,UsageplanIds\na,{next(key_values)},{plan}\n")["ids"]

    served.client("apigateway").delete_api_key(apiKey=key)

    assert keys_of(served, plan) == []
