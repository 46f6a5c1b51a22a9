"""What moto accepts and AWS refuses, one module a service.

Each looks at a call before moto does and raises the error with which the
service itself would answer. A refusal belongs here, a behaviour that is missing
or wrong belongs to `local_aws.patches`.
"""

from collections.abc import Mapping

from local_aws.calls import Call
from local_aws.strict import (
    api_gateway,
    application_autoscaling,
    budgets,
    cloudwatch,
    cost_explorer,
    dynamodb,
    ecr,
    events,
    functions,
    keys,
    logs,
    parameters,
    queues,
    route53,
    s3,
    s3_replication,
    sagemaker_components,
    sagemaker_endpoint_configs,
    sagemaker_endpoints,
    sagemaker_models,
    sagemaker_transform_jobs,
    scheduler,
    stepfunctions,
    sts,
    topics,
    trust_policies,
)
from local_aws.strict.refusals import Refusals

_BY_SERVICE: Mapping[str, Refusals] = {
    "apigateway": api_gateway.REFUSALS,
    "application-autoscaling": application_autoscaling.REFUSALS,
    "budgets": budgets.REFUSALS,
    "ce": cost_explorer.REFUSALS,
    "cloudwatch": cloudwatch.REFUSALS,
    "dynamodb": dynamodb.REFUSALS,
    "ecr": ecr.REFUSALS,
    "events": events.REFUSALS,
    "iam": trust_policies.REFUSALS,
    "kms": keys.REFUSALS,
    "lambda": functions.REFUSALS,
    "logs": logs.REFUSALS,
    "route53": route53.REFUSALS,
    "s3": {**s3.REFUSALS, **s3_replication.REFUSALS},
    "sagemaker": {
        **sagemaker_endpoint_configs.REFUSALS,
        **sagemaker_endpoints.REFUSALS,
        **sagemaker_models.REFUSALS,
        **sagemaker_components.REFUSALS,
        **sagemaker_transform_jobs.REFUSALS,
    },
    "scheduler": scheduler.REFUSALS,
    "sns": topics.REFUSALS,
    "sqs": queues.REFUSALS,
    "ssm": parameters.REFUSALS,
    "stepfunctions": stepfunctions.REFUSALS,
    "sts": sts.REFUSALS,
}


def check(call: Call) -> None:
    """Refuse what the service would.

    Raises:
        AwsError: As the service answers.

    """
    for refuse in _BY_SERVICE.get(call.service, {}).get(call.operation, ()):
        refuse(call)
