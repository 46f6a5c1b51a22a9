"""Roles of deployments: every role of the product fits within its boundary."""

import fnmatch
import json
import re

import pytest

from tests.policy.configuration import ENVIRONMENTS, REPO, blocks, read, resources

REGISTRY = REPO / "envs/registry"
# Made by a person, in envs/registry or for deployments themselves.
BY_PEOPLE = {"billing_alarms", "github_oidc", "image_repository"}
APPLIED = [
    folder
    for folder in [*(REPO / "modules").iterdir(), *ENVIRONMENTS]
    if folder.name not in BY_PEOPLE | {"registry"} and [*folder.glob("*.tf")]
]


def parsed(kind, needle):
    """Yield module, type, name and body of blocks, of files that name something."""
    for file in sorted((REPO / "modules").glob("*/*.tf")):
        if file.parent.name not in BY_PEOPLE and needle in file.read_text():
            for block in read(file).get(kind, []):
                for type_, named in block.items():
                    for name, body in named.items():
                        yield file.parent.name, type_, name, body


MADE = [
    (module, name, body)
    for module, type_, name, body in parsed("resource", 'resource "aws_iam_role" ')
    if type_ == "aws_iam_role"
]


def statements(folder, document):
    [found] = [
        body
        for type_, name, body in resources(folder, "data")
        if (type_, name) == ("aws_iam_policy_document", document)
    ]
    return found["statement"]


def own_actions():
    """Yield what policies of roles allow; those of resources name principals."""
    for module, _, name, body in parsed("data", 'data "aws_iam_policy_document" '):
        dynamic = [
            content
            for block in body.get("dynamic", [])
            for content in block.get("statement", {}).get("content", [])
        ]
        for statement in [*body.get("statement", []), *dynamic]:
            if not statement.get("principals"):
                for action in listed(statement.get("actions", [])):
                    yield module, name, action


def listed(actions):
    # An expression instead of a list: the words in it that are actions.
    text = actions if isinstance(actions, str) else json.dumps(actions)
    return re.findall(r"\b[a-z][a-z0-9-]+:[A-Z]\w*\*?", text)


ACTIONS = sorted(set(own_actions()))


@pytest.mark.parametrize(("module", "name", "body"), MADE)
def test_every_role_takes_the_boundary(module, name, body):
    assert body["permissions_boundary"] == "${var.permissions_boundary_arn}"


def test_there_are_roles_to_look_at():
    assert len(MADE) >= 7
    assert len({action for *_, action in ACTIONS}) > 40


@pytest.mark.parametrize("folder", ENVIRONMENTS, ids=lambda p: p.name)
def test_an_environment_sets_it(folder):
    if folder == REGISTRY:
        return
    [(_, stack)] = blocks(folder, "module")

    assert stack["permissions_boundary_arn"] == (
        "arn:aws:iam::${local.account_id}:policy/deploy/"
        "inferway-workload-${local.environment}"
    )


def test_the_boundary_leaves_the_product_what_it_does():
    allowed = [
        action
        for statement in statements(REGISTRY, "workload")
        if statement.get("effect") != "Deny"
        for action in statement["actions"]
    ]

    assert [
        (module, name, action)
        for module, name, action in ACTIONS
        if not any(fnmatch.fnmatchcase(action, pattern) for pattern in allowed)
    ] == []


def test_the_boundary_leaves_out_what_would_widen_it():
    allowed = [
        action
        for statement in statements(REGISTRY, "workload")
        if statement.get("effect") != "Deny"
        for action in statement["actions"]
    ]

    assert "*" not in allowed
    assert [a for a in allowed if a.startswith(("iam:", "sts:"))] == ["iam:PassRole"]
    denied = {s["sid"]: s for s in statements(REGISTRY, "workload") if "effect" in s}
    assert "${aws_kms_key.state.arn}" in denied["NeverTheState"]["resources"]


# What a data source asks AWS for. https://docs.aws.amazon.com/service-authorization/
ASKED = {
    "aws_api_gateway_api_keys": ("apigateway:GET",),
    "aws_caller_identity": (),
    "aws_ecr_image": ("ecr:DescribeImages",),
    "aws_iam_policy_document": (),
    "aws_partition": (),
    "aws_region": (),
    "aws_route53_zone": (
        "route53:GetHostedZone",
        "route53:ListHostedZones",
        "route53:ListTagsForResource",
    ),
    "aws_resourcegroupstaggingapi_resources": ("tag:GetResources",),
    "aws_s3_object": ("s3:GetObject", "s3:GetObjectTagging"),
    "aws_s3_objects": ("s3:ListBucket",),
    "aws_ssm_parameters_by_path": ("ssm:GetParametersByPath",),
}


def allowed_by(*documents):
    return [
        action
        for document in documents
        for statement in statements(REGISTRY, document)
        if statement.get("effect") != "Deny"
        for action in statement["actions"]
    ]


def refused(asked, allowed):
    return [
        (who, action)
        for who, action in sorted(asked)
        if not any(fnmatch.fnmatchcase(action, pattern) for pattern in allowed)
    ]


def test_a_plan_may_read_what_data_sources_ask_for():
    asked = {
        (folder.name, action)
        for folder in APPLIED
        for type_, _, _ in resources(folder, "data")
        for action in ASKED[type_]
    }

    assert len(asked) >= 6
    assert refused(asked, allowed_by("read")) == []


# What makes one, and what takes it away again.
GATEWAY = ("apigateway:POST", "apigateway:PUT", "apigateway:PATCH", "apigateway:DELETE")
BUCKET = ("s3:PutBucketPolicy", "s3:PutReplicationConfiguration")
MAKES = {
    "aws_acm_certificate": ("acm:RequestCertificate", "acm:DeleteCertificate"),
    "aws_acm_certificate_validation": (),
    "aws_api_gateway": GATEWAY,
    "aws_appautoscaling": (
        "application-autoscaling:RegisterScalableTarget",
        "application-autoscaling:DeregisterScalableTarget",
        "iam:CreateServiceLinkedRole",
    ),
    "aws_backup_plan": ("backup:CreateBackupPlan", "backup:DeleteBackupPlan"),
    "aws_backup_selection": (
        "backup:CreateBackupSelection",
        "backup:DeleteBackupSelection",
        "iam:PassRole",
    ),
    "aws_backup_vault": (
        "backup-storage:MountCapsule",
        "backup:CreateBackupVault",
        "backup:DeleteBackupVault",
        "backup:PutBackupVaultLockConfiguration",
        "kms:CreateGrant",
        "kms:RetireGrant",
    ),
    "aws_cloudformation_stack": ("cloudformation:CreateStack",),
    "aws_cloudwatch_event": ("events:PutRule", "events:PutTargets", "iam:PassRole"),
    "aws_cloudwatch_log_group": ("logs:CreateLogGroup", "logs:DeleteLogGroup"),
    "aws_cloudwatch_metric_alarm": (
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:DeleteAlarms",
    ),
    "aws_dynamodb_table": ("dynamodb:CreateTable", "dynamodb:PutItem"),
    # And what a backfill takes.
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_security.html
    "aws_dynamodb_table_replica": (
        "dynamodb:BatchWriteItem",
        "dynamodb:CreateTableReplica",
        "dynamodb:DeleteTableReplica",
        "dynamodb:Scan",
        "dynamodb:UpdateTable",
        "iam:CreateServiceLinkedRole",
    ),
    "aws_iam_role": ("iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRole"),
    "aws_kms": ("kms:CreateKey", "kms:CreateAlias", "kms:ScheduleKeyDeletion"),
    "aws_lambda": ("lambda:CreateFunction", "lambda:DeleteFunction", "iam:PassRole"),
    "aws_route53_health_check": (
        "route53:ChangeTagsForResource",
        "route53:CreateHealthCheck",
        "route53:DeleteHealthCheck",
        "route53:UpdateHealthCheck",
    ),
    "aws_route53_record": ("route53:ChangeResourceRecordSets",),
    "aws_s3_bucket": ("s3:CreateBucket", "s3:DeleteBucket", *BUCKET, "iam:PassRole"),
    "aws_sagemaker": ("sagemaker:CreateModel", "sagemaker:DeleteEndpoint"),
    "aws_scheduler": ("scheduler:CreateSchedule", "scheduler:DeleteSchedule"),
    "aws_sfn_state_machine": ("states:CreateStateMachine", "iam:PassRole"),
    "aws_sns_topic": ("sns:CreateTopic", "sns:Subscribe", "sns:DeleteTopic"),
    "aws_sqs_queue": ("sqs:CreateQueue", "sqs:DeleteQueue"),
    # No environment has a firewall; whoever gives it one, gives its role this.
    "aws_wafv2_web_acl_association": (),
    "terraform_data": (),
}


def makes(type_):
    """Return what a resource takes: by its own name, or its service's."""
    own = max((name for name in MAKES if type_.startswith(name)), key=len)
    return MAKES[own]


def test_a_deployment_may_make_all_that_the_product_has():
    asked = {
        (type_, action)
        for folder in APPLIED
        for type_, _, _ in resources(folder, "resource")
        for action in makes(type_)
    }

    assert len({type_ for type_, _ in asked}) > 50
    assert refused(asked, allowed_by("manage", "recovery", "rights")) == []


def local_values():
    [values] = read(REGISTRY / "deploy_roles.tf")["locals"]
    return values


def test_roles_are_handed_to_the_services_that_they_trust():
    trusted = {
        service
        for module, _, _, body in parsed("data", 'data "aws_iam_policy_document" ')
        for statement in body.get("statement", [])
        if "sts:AssumeRole" in statement.get("actions", [])
        for principal in statement["principals"]
        for service in principal["identifiers"]
    }

    assert {"backup.amazonaws.com", "s3.amazonaws.com"} < trusted
    # API Gateway's is the account's, and a person's.
    assert trusted | {"apigateway.amazonaws.com"} == set(local_values()["services"])


def test_roles_of_services_are_made_for_the_named_ones_alone():
    [made] = [
        statement
        for statement in statements(REGISTRY, "rights")
        if statement["actions"] == ["iam:CreateServiceLinkedRole"]
    ]

    assert "local.linked_services" in str(made["resources"])
    # Replicas have theirs (D1), and domain names.
    assert {
        "ops.apigateway.amazonaws.com",
        "replication.dynamodb.amazonaws.com",
    } < set(local_values()["linked_services"])
    assert not {"*", "*.amazonaws.com"} & set(local_values()["linked_services"])


def test_what_has_a_name_is_named_in_the_environments_regions_alone():
    [named] = [
        statement
        for statement in statements(REGISTRY, "manage")
        if statement["sid"] == "ManageWhatHasTheEnvironmentsName"
    ]

    assert named["condition"] == [
        {
            "test": "StringEquals",
            "variable": "aws:RequestedRegion",
            "values": "${local.regions[each.key]}",
        }
    ]
    assert local_values()["regions"] == {
        "production": ["${local.region}", "${local.standby_region}"],
        "staging": ["${local.region}"],
    }


@pytest.mark.parametrize(
    ("sid", "by"),
    [
        ("NameTheApi", "route53:ChangeResourceRecordSetsNormalizedRecordNames"),
        ("MakeCertificatesOfTheApi", "acm:DomainNames"),
    ],
)
def test_in_a_shared_zone_only_the_apis_own_name_is_changed(sid, by):
    [statement] = [s for s in statements(REGISTRY, "recovery") if s["sid"] == sid]
    [condition] = [c for c in statement["condition"] if c["variable"] == by]

    assert condition["values"][0] == "${each.value}"
    assert all(value.endswith("${each.value}") for value in condition["values"])
    # Every one of them, not one among others.
    assert condition["test"].startswith("ForAllValues:")


def test_a_deployment_deletes_no_backup():
    assert refused(
        {("a backup", "backup:DeleteRecoveryPoint")},
        [
            action
            for statement in statements(REGISTRY, "recovery")
            if not str(statement["resources"]).count(":backup-vault:")
            for action in statement["actions"]
        ],
    )
