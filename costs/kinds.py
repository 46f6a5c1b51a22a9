"""Kinds of resources that cost nothing by being there."""

# Free whatever is done with them, or paid for by what they belong to.
_FREE = frozenset(
    {
        "aws_acm_certificate",
        "aws_acm_certificate_validation",
        "aws_appautoscaling_policy",
        "aws_appautoscaling_scheduled_action",
        "aws_appautoscaling_target",
        "aws_backup_plan",
        "aws_backup_region_settings",
        "aws_backup_selection",
        "aws_backup_vault_lock_configuration",
        "aws_backup_vault_notifications",
        "aws_backup_vault_policy",
        "aws_budgets_budget",
        "aws_ce_anomaly_monitor",
        "aws_ce_anomaly_subscription",
        "aws_cloudwatch_event_permission",
        "aws_cloudwatch_event_rule",
        "aws_cloudwatch_event_target",
        "aws_cloudwatch_log_metric_filter",
        "aws_cloudwatch_log_resource_policy",
        "aws_dynamodb_resource_policy",
        "aws_dynamodb_table_item",
        "aws_ecr_lifecycle_policy",
        "aws_ecr_registry_policy",
        "aws_ecr_registry_scanning_configuration",
        "aws_ecr_replication_configuration",
        "aws_ecr_repository_policy",
        "aws_kms_alias",
        "aws_kms_grant",
        "aws_kms_key_policy",
        "aws_lambda_alias",
        "aws_lambda_event_source_mapping",
        "aws_lambda_function_event_invoke_config",
        "aws_lambda_permission",
        "aws_oam_link",
        "aws_oam_sink",
        "aws_oam_sink_policy",
        "aws_resourcegroups_group",
        "aws_sagemaker_endpoint",
        "aws_sagemaker_model",
        "aws_scheduler_schedule_group",
        "aws_sns_topic_policy",
        "aws_sns_topic_subscription",
        "aws_sqs_queue_policy",
        "aws_sqs_queue_redrive_allow_policy",
        "aws_sqs_queue_redrive_policy",
        "aws_wafv2_ip_set",
        "aws_wafv2_web_acl_association",
        "terraform_data",
    }
)

# All of these kinds: parts of an API, of a bucket, of who may do what.
_FREE_PREFIXES = ("aws_api_gateway_", "aws_iam_", "aws_s3_bucket_", "null_", "random_")
_NOT_FREE = frozenset(
    {
        "aws_api_gateway_rest_api",
        "aws_api_gateway_stage",
        "aws_api_gateway_vpc_link",
        "aws_s3_bucket_analytics_configuration",
        "aws_s3_bucket_inventory",
        "aws_s3_bucket_metric",
        "aws_s3_bucket_object",
    }
)

# Charged by use alone, which no request to the API decides, or hardly.
BY_USE = {
    "aws_backup_vault": "backups and copies in store, by GB, and restores",
    "aws_cloudwatch_event_bus": "custom events, 1.00 USD a million",
    "aws_cloudwatch_log_group": "by GB; functions count what they write",
    "aws_ecr_repository": "images in store, by GB",
    "aws_route53_record": "queries, unless they are for an alias of AWS's own",
    "aws_s3_bucket": "requests, and what is in store, by GB",
    "aws_s3_object": "in store, by GB",
    "aws_sns_topic": "notifications: e-mail beyond 1,000 a month",
    "aws_sqs_queue": "requests, 3 a message",
}


def is_free(kind: str) -> bool:
    """Say whether a kind of resource is known to cost nothing by itself."""
    if kind in _NOT_FREE:
        return False
    return kind in _FREE or kind.startswith(_FREE_PREFIXES)
