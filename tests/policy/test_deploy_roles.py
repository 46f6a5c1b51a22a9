"""Roles of deployments: every role of the product fits within its boundary."""

import fnmatch
import json
import re

import pytest

from tests.policy.configuration import ENVIRONMENTS, REPO, blocks, read, resources

REGISTRY = REPO / "envs/registry"
# Made by a person, in envs/registry or for deployments themselves.
BY_PEOPLE = {"billing_alarms", "github_oidc"}


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
        "arn:aws:iam::${local.account_id}:policy/deploy/inferway-workload"
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
    [denied] = [
        s for s in statements(REGISTRY, "workload") if s.get("effect") == "Deny"
    ]
    assert "${aws_kms_key.state.arn}" in denied["resources"]


# What a data source asks AWS for. https://docs.aws.amazon.com/service-authorization/
ASKED = {
    "aws_caller_identity": (),
    "aws_ecr_image": ("ecr:DescribeImages",),
    "aws_iam_policy_document": (),
    "aws_partition": (),
    "aws_region": (),
    "aws_resourcegroupstaggingapi_resources": ("tag:GetResources",),
    "aws_s3_object": ("s3:GetObject", "s3:GetObjectTagging"),
    "aws_s3_objects": ("s3:ListBucket",),
    "aws_ssm_parameters_by_path": ("ssm:GetParametersByPath",),
}


def test_a_plan_may_read_what_data_sources_ask_for():
    allowed = [
        action
        for statement in statements(REGISTRY, "read")
        for action in statement["actions"]
    ]
    asked = {
        (folder.name, action)
        for folder in (REPO / "modules").rglob("*")
        if folder.is_dir() and [*folder.glob("*.tf")]
        for type_, _, _ in resources(folder, "data")
        for action in ASKED[type_]
    }

    assert len(asked) >= 6
    assert [
        (folder, action)
        for folder, action in sorted(asked)
        if not any(fnmatch.fnmatchcase(action, pattern) for pattern in allowed)
    ] == []
