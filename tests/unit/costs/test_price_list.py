"""Prices from the Price List API, by the form of its answers.

The form is that of AWS's documentation; nothing here was recorded from AWS.
https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
"""

import json
from datetime import date
from decimal import Decimal

import boto3
import pytest
from botocore.stub import ANY, Stubber

from costs.price_list import PriceList
from prices import Price

TODAY = date(2026, 12, 1)


def price(name, kind="", region="eu-west-1", per=1):
    return Price(
        name=name,
        kind=kind,
        region=region,
        usd=Decimal("9.99"),
        per=Decimal(per),
        unit="unit",
        source="before",
        seen=date(2026, 1, 1),
        verified=False,
    )


def product(usage_type, *tiers):
    """One product as GetProducts gives it: tiers are (begins, USD)."""
    dimensions = {
        f"SKU.TERM.{number}": {
            "unit": "Hrs",
            "beginRange": begins,
            "endRange": "Inf",
            "description": "",
            "pricePerUnit": {"USD": usd},
        }
        for number, (begins, usd) in enumerate(tiers)
    }
    return json.dumps(
        {
            "product": {
                "productFamily": "family",
                "attributes": {"usagetype": usage_type, "regionCode": "eu-west-1"},
                "sku": "SKU",
            },
            "serviceCode": "service",
            "terms": {"OnDemand": {"SKU.TERM": {"priceDimensions": dimensions}}},
            "version": "1",
            "publicationDate": "2026-11-30T00:00:00Z",
        }
    )


@pytest.fixture
def asked():
    """Return what asks for prices, with pages of products to answer it."""
    client = boto3.client(
        "pricing",
        region_name="us-east-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",  # noqa: S106 - no secret
    )
    with Stubber(client) as stub:

        def asked(service, *pages, region="eu-west-1"):
            for number, page in enumerate(pages, 1):
                more = {"NextToken": "n"} if number < len(pages) else {}
                wanted = {
                    "ServiceCode": service,
                    "FormatVersion": "aws_v1",
                    "Filters": [
                        {"Type": "TERM_MATCH", "Field": "regionCode", "Value": region}
                    ],
                }
                if number > 1:
                    wanted["NextToken"] = ANY
                stub.add_response("get_products", {"PriceList": page, **more}, wanted)
            return PriceList(client, TODAY)

        yield asked
        stub.assert_no_pending_responses()


def test_a_price_is_fetched_from_any_page(asked):
    prices = asked(
        "AmazonSageMaker",
        [product("EU-Host:ml.m5.xlarge", ("0", "0.2570000000"))],
        [product("EU-Host:ml.m5.large", ("0", "0.1280000000"))],
    )

    refreshed = prices.refresh([price("endpoint_instance", "ml.m5.large")])

    (one,) = refreshed.fetched
    assert (one.usd, one.seen, one.verified) == (Decimal("0.128"), TODAY, True)
    assert "AmazonSageMaker" in one.source
    assert refreshed.prices == refreshed.fetched
    assert refreshed.kept == ()


def test_a_service_is_asked_once_a_region(asked):
    page = [
        product("EU-Host:ml.m5.large", ("0", "0.128")),
        product("EU-Tsform:ml.m5.large", ("0", "0.129")),
        product("EU-ServerlessInf:Mem-1GB", ("0", "0"), ("150000", "0.00002")),
    ]

    refreshed = asked("AmazonSageMaker", page).refresh(
        [
            price("endpoint_instance", "ml.m5.large"),
            price("transform_instance", "ml.m5.large"),
            price("serverless_duration"),
        ]
    )

    assert [one.usd for one in refreshed.fetched] == [
        Decimal("0.128"),
        Decimal("0.129"),
        # The first tier is free for a new account; it is not the price.
        Decimal("0.00002"),
    ]


def test_an_amount_is_for_as_many_units_as_before(asked):
    page = [product("EU-Request", ("0", "0.0000002000"))]

    (one,) = (
        asked("AWSLambda", page).refresh([price("lambda_requests", per=10**6)]).fetched
    )

    assert (one.usd, one.per) == (Decimal("0.2"), 10**6)


def test_other_storage_classes_and_usages_are_others(asked):
    page = [
        product("EU-IA-WriteRequestUnits", ("0", "0.000000885")),
        product("IA-WriteRequestUnits", ("0", "0.000000885")),
        product("EU-ReplWriteRequestUnits", ("0", "0.000000001")),
        product("EU-WriteRequestUnits", ("0", "0.000000705")),
    ]

    (one,) = (
        asked("AmazonDynamoDB", page)
        .refresh([price("dynamodb_writes", per=10**6)])
        .fetched
    )

    assert one.usd == Decimal("0.705")


def test_us_east_1_may_name_no_region(asked):
    page = [product("CW:AlarmMonitorUsage", ("0", "0.10"))]

    (one,) = (
        asked("AmazonCloudWatch", page, region="us-east-1")
        .refresh([price("alarm", region="us-east-1")])
        .fetched
    )

    assert one.usd == Decimal("0.1")


@pytest.mark.parametrize(
    "page",
    [
        [],
        [product("EU-CW:AlarmMonitorUsage")],
        [product("EU-CW:AlarmMonitorUsage", ("0", "0"))],
        [product("EU-CW:AlarmMonitorUsage", ("0", "dear"))],
        # Two amounts, and nothing that tells which is ours.
        [
            product("EU-CW:AlarmMonitorUsage", ("0", "0.10")),
            product("EU-CW:AlarmMonitorUsage", ("0", "0.11")),
        ],
        [json.dumps({"product": {}})],
    ],
)
def test_what_aws_does_not_tell_stays(asked, page):
    before = price("alarm")

    refreshed = asked("AmazonCloudWatch", page).refresh([before])

    assert refreshed.kept == refreshed.prices == (before,)


def test_what_only_a_person_can_look_up_is_not_asked_for(asked):
    before = [price("health_check", "aws", region="global"), price("replication")]

    assert asked("none").refresh(before).kept == tuple(before)
