"""A module that is changed to break a policy does not pass `make lint`."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.policy.policy_table import REPO, policies

# Policy, file below modules/, and what is written instead of what. Each file stays
# Terraform; what one change breaks, another does not mend.
CHANGES: list[tuple[int, str, dict[str, str]]] = [
    (1, "endpoint/alarms.tf", {"alarm_actions = var.alarm_topic_arns": ""}),
    (
        2,
        "image_function/main.tf",
        {"@${data.aws_ecr_image.deployed.image_digest}": ":latest"},
    ),
    (3, "rest_api/clients.tf", {"stage  = aws_api_gateway_stage.live": "stage  = var"}),
    (
        4,
        "rest_api/main.tf",
        {"triggers = {": "variables = {"},
    ),
    (
        5,
        "rest_api/gateway_responses.tf",
        {"aws_api_gateway_gateway_response": "aws_api_gateway_documentation_part"},
    ),
    (
        6,
        "rest_api/clients.tf",
        {'description = "Key of': 'value = "written-down-for-everybody"\n  x = "'},
    ),
    (7, "image_repository/main.tf", {'tagStatus   = "untagged"': 'tagStatus = "any"'}),
    (8, "billing_alarms/topics.tf", {"aws_kms_key.alerts.arn": '"alias/aws/sns"'}),
    (
        9,
        "image_function/failures.tf",
        {'"aws_lambda_function_event_invoke_config"': '"aws_lambda_function_url"'},
    ),
    (10, "rest_api/answers.tf", {'"NEVER"': '"WHEN_NO_MATCH"'}),
    (11, "endpoint/main.tf", {'name_prefix = "${var.name}-"': "name = var.name"}),
    (
        12,
        "endpoint/model.tf",
        {
            "= var.network_isolation\n": "= true\n",
            "model_data_url = local.model_data_url": "",
        },
    ),
    (13, "scheduled_scaling/main.tf", {"timezone = var.timezone": ""}),
    (
        14,
        "endpoint/scaling.tf",
        {
            "= local.dimension": '= "sagemaker:variant:DesiredInstanceCount"',
            "= local.bounds.min": "= 0",
        },
    ),
    (
        15,
        "scale_to_zero_endpoint/alarms.tf",
        {"threshold           = 1": "threshold = 2"},
    ),
    (
        16,
        "scale_to_zero_endpoint/alarms.tf",
        {"aws_appautoscaling_policy.wake.arn": "var.name"},
    ),
    (
        17,
        "image_function/iam.tf",
        {"      # X-Ray has no resources to name.\n": ""},
    ),
    (18, "github_oidc/boundary.tf", {'"iam:PassedToService"': '"aws:RequestedRegion"'}),
    (
        19,
        "regional_stack/operations.tf",
        {'["cloudwatch.amazonaws.com"]': '["events.amazonaws.com"]'},
    ),
    (
        19,
        "alerts_topic/main.tf",
        {'["kms:Decrypt", "kms:GenerateDataKey*"]': '["kms:Decrypt"]'},
    ),
    (20, "endpoint/logs.tf", {"retention_in_days = var.log_retention_days": ""}),
    (21, "rest_api/routes.tf", {"each.value.timeout_milliseconds": "60000"}),
    (22, "billing_alarms/alarms.tf", {"6 * 3600": "60"}),
    (23, "table_replica/main.tf", {"point_in_time_recovery      = true": ""}),
    (
        24,
        "failover/workflows.tf",
        {
            'templatefile("${path.module}/definitions/${each.value}", {': (
                "jsonencode({ States = { Job = { Resource = "
                '"arn:aws:states:::sagemaker:createTransformJob.sync", Parameters = '
                "{ MaxConcurrentTransforms = 50, MaxPayloadInMB = 100 } } } })\n"
                "  x = merge({"
            )
        },
    ),
    (
        25,
        "inference_workflow/transform.tf",
        {"create_before_destroy = true": "create_before_destroy = false"},
    ),
    (26, "endpoint/main.tf", {"serverless_config.value.memory_mb": "1769"}),
    (27, "failover/health_checks.tf", {"var.health_check.interval_seconds": "17"}),
    (
        28,
        "github_oidc/main.tf",
        {'variable = "${local.issuer}:sub"': 'variable = "${local.issuer}:actor"'},
    ),
    (29, "image_function/main.tf", {"aws_lambda_alias.live.name": '"$LATEST"'}),
    (
        30,
        "scale_to_zero_endpoint/model.tf",
        {"local.image_uri": '"111111111111.dkr.ecr.eu-west-1.amazonaws.com/it:latest"'},
    ),
    (31, "endpoint/main.tf", {"= local.initial_count": "= 0"}),
]


@pytest.fixture(scope="module")
def refused(tmp_path_factory) -> set[tuple[str, str]]:
    """Return what `make lint` says of modules with every change: policy and module."""
    modules = tmp_path_factory.mktemp("broken") / "modules"
    shutil.copytree(REPO / "modules", modules)
    for _, file, instead in CHANGES:
        for old, new in instead.items():
            _write(modules / file, old, new)
    # -o: what is installed is not the question here.
    run = subprocess.run(
        ["make", "-o", ".venv-checkov/.done", "policies", f"POLICED={modules}"],
        cwd=REPO,
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode != 0, run.stdout
    told = r"Check: (CKV2_INFERWAY_\d+).*\n.*FAILED.*\n\s*File: /(\w+)/"
    return set(re.findall(told, run.stdout))


def _write(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text, f"{path.name} no longer has {old!r}: change something else"
    path.write_text(text.replace(old, new))


def test_every_policy_has_a_change_that_breaks_it():
    assert {f"CKV2_INFERWAY_{number}" for number, *_ in CHANGES} == {
        policy.id for policy in policies()
    }


@pytest.mark.parametrize(("number", "file"), [change[:2] for change in CHANGES])
def test_a_broken_module_does_not_pass(number, file, refused):
    assert (f"CKV2_INFERWAY_{number}", file.partition("/")[0]) in refused


def test_lint_asks_the_policies():
    makefile = (REPO / "Makefile").read_text()

    assert re.search(r"^lint: .*\bpolicies\b", makefile, re.MULTILINE)
