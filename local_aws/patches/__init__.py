"""What moto lacks or gets wrong, one module a service.

A patch is here because something of ours needs it, and a test fails without
it. What AWS refuses and moto accepts is in `local_aws.strict`.
"""

from local_aws.patches import (
    api_keys,
    apigateway,
    application_autoscaling,
    budgets,
    cloudformation,
    cloudwatch,
    cloudwatch_metric_data,
    cost_explorer,
    dispatching,
    dynamodb,
    dynamodb_replicas,
    ecr,
    ecr_replication,
    events,
    functions,
    in_process,
    lambda_account,
    provisioned_concurrency,
    route53,
    s3,
    s3_documents,
    s3_replication,
    sagemaker_components,
    sagemaker_endpoint_configs,
    sagemaker_endpoints,
    sagemaker_models,
    sagemaker_tags,
    sagemaker_transform_jobs,
    scheduler,
    service_quotas,
    sns,
    sqs,
    stepfunctions,
    stepfunctions_executions,
)

_SERVICES = (
    api_keys,
    apigateway,
    application_autoscaling,
    budgets,
    cloudformation,
    cloudwatch,
    cloudwatch_metric_data,
    cost_explorer,
    dynamodb,
    dynamodb_replicas,
    dispatching,
    ecr,
    ecr_replication,
    events,
    functions,
    in_process,
    lambda_account,
    provisioned_concurrency,
    route53,
    s3,
    s3_documents,
    s3_replication,
    sagemaker_components,
    sagemaker_endpoint_configs,
    sagemaker_endpoints,
    sagemaker_models,
    sagemaker_tags,
    sagemaker_transform_jobs,
    scheduler,
    service_quotas,
    sns,
    sqs,
    stepfunctions,
    stepfunctions_executions,
)


def apply() -> None:
    """Change moto in this process; once is enough and more does no harm."""
    for service in _SERVICES:
        service.apply()
