"""What the facts come to, and what is told about it."""

import pytest

from preflight.asked import Asked, Image
from preflight.checks import (
    alerts,
    backups,
    caller,
    gateway,
    github,
    images,
    quotas,
    region,
    state_bucket,
)
from preflight.facts import (
    Caller,
    Concurrency,
    Encryption,
    Provider,
    Quota,
    TableBackups,
    Topic,
    Trust,
)
from preflight.findings import Status

HERE = "eu-west-1"
ROLE = "arn:aws:sts::111111111111:assumed-role/deploy/me"
IMAGE = Image(
    account="111111111111",
    region=HERE,
    repository="inferway/prediction",
    digest="sha256:" + "1" * 64,
)


def statuses(findings):
    return [one.status.value for one in findings]


def asked(**other):
    return Asked(region=HERE, **other)


@pytest.mark.parametrize(
    ("account", "arn", "expected"),
    [
        ("111111111111", ROLE, ["ok"]),
        ("222222222222", ROLE, ["blocked"]),
        (None, ROLE, ["ok"]),
        ("111111111111", "arn:aws:iam::111111111111:root", ["ok", "warning"]),
    ],
)
def test_the_account_is_the_one_that_is_meant(account, arn, expected):
    who = Caller(account="111111111111", arn=arn)

    findings = list(caller.judge(asked(account=account), who))

    assert statuses(findings) == expected
    assert "111111111111" in findings[0].found


@pytest.mark.parametrize(
    ("status", "expected", "mend"),
    [
        ("opt-in-not-required", "ok", ""),
        ("opted-in", "ok", ""),
        ("not-opted-in", "blocked", "enable-region --region-name af-south-1"),
        (None, "blocked", "describe-regions"),
    ],
)
def test_a_region_is_switched_on(status, expected, mend):
    found = region.judge_opt_in("af-south-1", status)

    assert found.status == expected
    assert mend in found.mend


def test_a_service_that_is_not_offered_is_named():
    offered = set(region.SERVICES)

    assert region.judge_services(HERE, offered).status is Status.OK
    found = region.judge_services(HERE, offered - {"sagemaker", "scheduler"})
    assert found.status is Status.WARNING
    assert "sagemaker, scheduler" in found.found


@pytest.mark.parametrize(("seen", "expected"), [(True, "ok"), (False, "warning")])
def test_charges_tell_that_billing_alerts_are_on(seen, expected):
    assert alerts.judge_billing("us-east-1", charges_seen=seen).status == expected


@pytest.mark.parametrize(
    ("confirmed", "pending", "expected", "said"),
    [
        (2, (), "ok", "2 subscriber(s)"),
        (0, (), "warning", "no subscriber"),
        (1, ("b@example.com", "a@example.com"), "warning", "a@example.com, b@"),
    ],
)
def test_somebody_hears_each_topic(confirmed, pending, expected, said):
    topic = Topic(name="t-alerts", region=HERE, confirmed=confirmed, pending=pending)

    [found] = alerts.judge_subscriptions("t", [topic])

    assert found.status == expected
    assert said in found.found
    assert "t-alerts in eu-west-1" in found.found


def test_before_the_first_apply_there_are_no_topics():
    assert statuses(alerts.judge_subscriptions("t", [])) == ["ok"]


@pytest.mark.parametrize(
    ("tags", "expected", "said"),
    [
        (["v2", "v1"], "ok", "v1, v2"),
        ([], "blocked", "no tag"),
        (None, "blocked", "is not in eu-west-1"),
    ],
)
def test_an_image_is_there_and_stays(tags, expected, said):
    found = images.judge(IMAGE, tags)

    assert found.status == expected
    assert said in found.found


def test_an_image_is_in_the_region():
    assert images.judge_place(HERE, IMAGE) is None
    found = images.judge_place("eu-central-1", IMAGE)
    assert found is not None
    assert found.status is Status.BLOCKED
    assert "Replicate it to eu-central-1" in found.mend


@pytest.mark.parametrize(
    ("role", "before", "expected"),
    [("arn:r", False, "ok"), (None, True, "ok"), (None, False, "blocked")],
)
def test_api_gateway_has_a_role(role, before, expected):
    assert gateway.judge(HERE, role, before_registry=before).status == expected


@pytest.mark.parametrize(
    ("opted_in", "managed", "expected", "mend"),
    [
        (True, True, "ok", ""),
        (True, False, "blocked", "management-preference"),
        (False, True, "blocked", "opt-in-preference"),
    ],
)
def test_backups_of_tables_are_taken_and_copied(opted_in, managed, expected, mend):
    found = backups.judge(HERE, TableBackups(opted_in=opted_in, managed=managed))

    assert found.status == expected
    assert mend in found.mend


QUOTA = Quota(code="L-1", value=2, adjustable=True)


@pytest.mark.parametrize(
    ("quota", "wanted", "expected", "mend"),
    [
        (QUOTA, 2, "ok", ""),
        (QUOTA, 3, "blocked", "--quota-code L-1 --desired-value 3 --region eu-west-1"),
        (Quota(code="L-1", value=0, adjustable=False), 1, "blocked", "for nobody"),
        (None, 1, "warning", "list-service-quotas"),
    ],
)
def test_there_may_be_as_many_instances_as_are_wanted(quota, wanted, expected, mend):
    name = "ml.m5.large for endpoint usage"
    wants = asked(endpoint_instances={"ml.m5.large": wanted})

    [found] = quotas.judge(wants, {} if quota is None else {name: quota})

    assert found.status == expected
    assert mend in found.mend
    assert name in found.found


def test_each_kind_has_a_quota_of_its_own():
    wants = asked(
        endpoint_instances={"ml.m5.large": 2},
        transform_instances={"ml.m5.large": 1},
        serverless_concurrency=5,
    )

    assert quotas.wanted_quotas(wants) == {
        "ml.m5.large for endpoint usage": 2,
        "ml.m5.large for transform job usage": 1,
        "Maximum total concurrency that can be allocated across all serverless"
        " endpoints": 5,
    }
    assert quotas.wanted_quotas(asked()) == {}


@pytest.mark.parametrize(
    ("limit", "unreserved", "wanted", "expected", "mend"),
    [
        (1000, 1000, 900, "ok", ""),
        (1000, 950, 900, "blocked", "--desired-value 1050"),
        (10, 10, 0, "warning", "--desired-value 1000"),
        (10, 10, 5, "blocked", "--desired-value 105"),
        (1000, 100, 0, "ok", ""),
    ],
)
def test_functions_have_room_for_what_they_reserve(
    limit, unreserved, wanted, expected, mend
):
    room = Concurrency(limit=limit, unreserved=unreserved)

    found = quotas.judge_concurrency(asked(reserved_concurrency=wanted), room)

    assert found.status == expected
    assert mend in found.mend


@pytest.mark.parametrize(
    ("where", "mend"),
    [
        (HERE, "LocationConstraint=eu-west-1"),
        ("us-east-1", "--region us-east-1`, then"),
    ],
)
def test_a_state_bucket_that_is_missing_is_made_by_hand(where, mend):
    found = state_bucket.judge_existence(where, "a-tfstate", there=False)

    assert found.status is Status.BLOCKED
    assert mend in found.mend


KEY = "arn:aws:kms:eu-west-1:111111111111:key/1"


@pytest.mark.parametrize(
    ("judge", "right", "wrong", "status"),
    [
        (state_bucket.judge_versioning, "Enabled", "Suspended", "warning"),
        (state_bucket.judge_versioning, "Enabled", None, "warning"),
        (
            state_bucket.judge_encryption,
            Encryption(algorithm="aws:kms", key=KEY),
            Encryption(algorithm="AES256", key=None),
            "warning",
        ),
        (
            state_bucket.judge_encryption,
            Encryption(algorithm="aws:kms:dsse", key=KEY),
            # With the key that AWS keeps for S3.
            Encryption(algorithm="aws:kms", key=None),
            "warning",
        ),
        (
            lambda value, **later: state_bucket.judge_public_access(
                all_blocked=value, **later
            ),
            True,
            False,
            "blocked",
        ),
    ],
)
def test_a_state_is_kept_encrypted_and_to_oneself(judge, right, wrong, status):
    assert judge(right, before_registry=False).status == "ok"
    found = judge(wrong, before_registry=False)
    assert (found.status, found.mend) == (
        status,
        "Apply envs/registry, which sets it.",
    )
    assert judge(wrong, before_registry=True).status == "ok"


PROVIDER = Provider(arn="arn:p", audiences=("sts.amazonaws.com",))


@pytest.mark.parametrize(
    ("provider", "before", "expected"),
    [
        (PROVIDER, False, "ok"),
        (None, True, "ok"),
        (None, False, "blocked"),
        (Provider(arn="arn:p", audiences=("other",)), True, "blocked"),
    ],
)
def test_the_account_knows_github(provider, before, expected):
    assert github.judge_provider(provider, before_registry=before).status == expected


@pytest.mark.parametrize(
    ("subjects", "expected"),
    [
        (["repo:own/app:environment:staging"], ["ok"]),
        (["repo:own@12/app@34:environment:staging"], ["ok"]),
        (["repo:own/other:ref:refs/heads/main"], ["warning"]),
        (["repo:own/app-2:environment:staging"], ["warning"]),
        (["repo:own/app:*"], ["warning"]),
        (["repo:own/*"], ["warning", "warning"]),
        (["*"], ["warning", "warning"]),
        ([], ["warning", "warning"]),
    ],
)
def test_a_role_names_the_repository_and_more(subjects, expected):
    trust = Trust(role="deploy", subjects=tuple(subjects))

    assert statuses(github.judge_roles("own/app", [trust])) == expected


def test_no_role_at_all():
    [found] = github.judge_roles("own/app", [])

    assert found.status is Status.WARNING
    assert "No role names own/app" in found.found
