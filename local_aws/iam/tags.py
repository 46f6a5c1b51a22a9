"""Tags as policies see them: those that a call gives, and those that are there.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need

# What operations name the tags that they give, or the keys that they take away.
_GIVEN = ("AddTags", "BackupPlanTags", "BackupVaultTags", "Tags", "tags")
_TAKEN = ("RemoveTagKeys", "TagKeyList", "TagKeys", "tagKeys")
# Keys and values, where tags are a list.
_PAIRS = (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"))
# What asks for a permission of its own where something is made with tags: AWS asks
# whether the caller may give it these.
_BORN_WITH = {
    ("acm", "RequestCertificate"): "acm:AddTagsToCertificate",
    (
        "application-autoscaling",
        "RegisterScalableTarget",
    ): "application-autoscaling:TagResource",
    ("backup", "CreateBackupPlan"): "backup:TagResource",
    ("backup", "CreateBackupVault"): "backup:TagResource",
    ("cloudformation", "CreateStack"): "cloudformation:TagResource",
    ("cloudwatch", "PutCompositeAlarm"): "cloudwatch:TagResource",
    ("cloudwatch", "PutMetricAlarm"): "cloudwatch:TagResource",
    ("dynamodb", "CreateTable"): "dynamodb:TagResource",
    ("ecr", "CreateRepository"): "ecr:TagResource",
    ("events", "PutRule"): "events:TagResource",
    ("iam", "CreatePolicy"): "iam:TagPolicy",
    ("iam", "CreateRole"): "iam:TagRole",
    ("kms", "CreateKey"): "kms:TagResource",
    ("lambda", "CreateFunction"): "lambda:TagResource",
    ("logs", "CreateLogGroup"): "logs:TagResource",
    ("sagemaker", "CreateEndpoint"): "sagemaker:AddTags",
    ("sagemaker", "CreateEndpointConfig"): "sagemaker:AddTags",
    ("sagemaker", "CreateInferenceComponent"): "sagemaker:AddTags",
    ("sagemaker", "CreateModel"): "sagemaker:AddTags",
    ("sagemaker", "CreateTransformJob"): "sagemaker:AddTags",
    ("scheduler", "CreateScheduleGroup"): "scheduler:TagResource",
    ("sns", "CreateTopic"): "sns:TagResource",
    ("sqs", "CreateQueue"): "sqs:TagQueue",
    ("ssm", "PutParameter"): "ssm:AddTagsToResource",
    ("stepfunctions", "CreateStateMachine"): "states:TagResource",
}
# Of what has no name before it is there: the ARN says only what it will be.
_UNNAMED = {"acm": "certificate", "kms": "key"}
# Their policies know no tags of requests.
_WITHOUT = frozenset({"route53", "s3"})


def requested(call: Call) -> dict[str, list[str]]:
    """Return the condition keys of the tags that a call gives, or takes away."""
    if call.service in _WITHOUT:
        return {}
    given = _given(call.params)
    taken = [k for name in _TAKEN for k in call.params.get(name) or ()]
    context = {f"aws:RequestTag/{key}": [value] for key, value in given.items()}
    if given or taken:
        context["aws:TagKeys"] = [*given, *taken]
    return context


def of_resource(tags: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the condition keys of the tags that a resource has."""
    return {f"aws:ResourceTag/{key}": [value] for key, value in tags.items()}


def listed(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return tags that are a list, as services keep them, by key."""
    return {
        tag[key]: str(tag.get(value, ""))
        for tag in tags
        for key, value in _PAIRS
        if key in tag
    }


def with_tags(call: Call, own: Sequence[Need]) -> list[Need]:
    """Return what a call needs with the tags that it gives, and what these need.

    Args:
        call: Any.
        own: What it needs without. The first one is of the call itself.

    """
    context = requested(call)
    if not own or not context:
        return [*own]
    about = own[0].action
    needs = [
        replace(need, context={**context, **need.context})
        if need.action == about
        else need
        for need in own
    ]
    action = _BORN_WITH.get((call.service, call.operation))
    if action is None or not _given(call.params):
        return needs
    resource = own[0].resource
    if resource == "*":
        here = f"arn:{PARTITION}:{call.service}:{call.region}:{call.account_id}"
        resource = f"{here}:{_UNNAMED[call.service]}/*"
    return [*needs, Need(action=action, context=context, resource=resource)]


def _given(params: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _GIVEN:
        tags = params.get(name) or ()
        found |= dict(tags) if isinstance(tags, Mapping) else listed(tags)
    return found
