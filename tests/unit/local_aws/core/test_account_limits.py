"""What an account may have at most."""

import pytest
from botocore.exceptions import ClientError

QUOTA = "ml.m5.large for endpoint usage"
SERVERLESS = (
    "Maximum total concurrency that can be allocated across all serverless endpoints"
)


def test_what_functions_reserve_is_left_to_no_other(client, function):
    functions = client("lambda")
    before = functions.get_account_settings()
    name = function()
    functions.put_function_concurrency(
        FunctionName=name, ReservedConcurrentExecutions=30
    )

    after = functions.get_account_settings()
    functions.delete_function_concurrency(FunctionName=name)

    assert before["AccountLimit"]["ConcurrentExecutions"] == 1000
    assert after["AccountLimit"] == {
        **before["AccountLimit"],
        "UnreservedConcurrentExecutions": before["AccountLimit"][
            "UnreservedConcurrentExecutions"
        ]
        - 30,
    }
    assert after["AccountUsage"]["FunctionCount"] == (
        before["AccountUsage"]["FunctionCount"] + 1
    )


@pytest.mark.parametrize(
    ("operation", "concurrency"),
    [("list_service_quotas", 200), ("list_aws_default_service_quotas", 10)],
)
def test_quotas_are_listed_in_pages(client, operation, concurrency):
    pages = (
        client("service-quotas")
        .get_paginator(operation)
        .paginate(ServiceCode="sagemaker", PaginationConfig={"PageSize": 2})
    )
    sizes, found = [], {}
    for page in pages:
        sizes.append(len(page["Quotas"]))
        found |= {one["QuotaName"]: one["Value"] for one in page["Quotas"]}

    assert sizes[0] == 2
    assert sum(sizes) == len(found)
    assert found[QUOTA] == 4
    assert found[SERVERLESS] == concurrency


def test_a_quota_by_its_code_is_the_applied_one(client):
    quotas = client("service-quotas")

    found = quotas.get_service_quota(ServiceCode="sagemaker", QuotaCode="L-96300102")

    assert (found["Quota"]["QuotaName"], found["Quota"]["Value"]) == (SERVERLESS, 200)
    for service, code in (("sagemaker", "L-00000000"), ("none", "L-96300102")):
        with pytest.raises(ClientError) as refused:
            quotas.get_service_quota(ServiceCode=service, QuotaCode=code)
        assert refused.value.response["Error"]["Code"] == "NoSuchResourceException"
