module "begin" {
  source = "../image_function"

  name                     = "${var.name}-begin"
  permissions_boundary_arn = var.permissions_boundary_arn
  description              = "Begins the workflow ${var.name}, once for each outage."

  image           = merge(var.image, { command = ["failover.begin_front.handle"] })
  memory_mb       = var.memory_mb
  timeout_seconds = 30
  policy_json     = data.aws_iam_policy_document.begin.json
  tracing         = var.tracing

  environment = {
    ALARM_NAME        = local.alarm_name
    LOG_LEVEL         = var.log_level
    METRICS_NAMESPACE = "Inferway"
    SERVICE_NAME      = "${var.name}-begin"
    STATE_MACHINE_ARN = local.arn_of.failover
  }

  alarm_topic_arns   = [module.topic.arn]
  kms_key_arn        = var.kms_key_arn
  log_retention_days = var.log_retention_days
}

module "step" {
  source = "../image_function"

  name                     = "${var.name}-step"
  permissions_boundary_arn = var.permissions_boundary_arn
  description              = "Takes one step of the failover or the failback of ${var.name}."

  image           = merge(var.image, { command = ["failover.step_front.handle"] })
  memory_mb       = var.memory_mb
  timeout_seconds = 300 # a shard of records
  policy_json     = data.aws_iam_policy_document.step.json
  tracing         = var.tracing

  environment = {
    CONFIG_TABLE                = var.config_table.name
    ENDPOINT_CHECK_ID           = aws_route53_health_check.endpoint["home"].id
    HOME_READY_URL              = var.home.ready_url
    HOME_REGION                 = var.home.region
    LOG_LEVEL                   = var.log_level
    MAX_REPLICATION_LAG_SECONDS = var.max_replication_lag_seconds
    METRICS_NAMESPACE           = "Inferway"
    RECORDS_TABLE               = var.records_table.name
    SERVICE_NAME                = "${var.name}-step"
    STATE_MACHINE_ARN           = var.inference_state_machine_arn
    SWITCH_CHECK_ID             = aws_route53_health_check.switch.id
    WORKFLOW_NAME               = var.name
  }

  alarm_topic_arns   = [module.topic.arn]
  kms_key_arn        = var.kms_key_arn
  log_retention_days = var.log_retention_days
}
