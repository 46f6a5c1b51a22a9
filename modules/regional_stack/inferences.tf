# POST /inferences: the record first, then whatever path fits.

locals {
  # The path's endpoint: the one that is named, or the only one there is.
  routed = {
    provisioned = one([
      for key, endpoint in var.endpoints : key
      if contains(["provisioned", "scale_to_zero"], endpoint.kind) && key == coalesce(var.routing.provisioned_endpoint, key)
    ])
    serverless = one([
      for key, endpoint in var.endpoints : key
      if endpoint.kind == "serverless" && key == coalesce(var.routing.serverless_endpoint, key)
    ])
  }

  targets = {
    for path, key in local.routed : path => key == null ? null : {
      component_arn  = try(module.scale_to_zero_endpoint[key].inference_component_arn, null)
      component_name = try(module.scale_to_zero_endpoint[key].component_name, null)
      endpoint_arn   = local.endpoints[key].endpoint_arn
      endpoint_name  = local.endpoints[key].endpoint_name
    }
  }

  records_table = merge(var.inference_tables.records, { kms_key_arn = var.inference_tables.kms_key_arn })
}

module "inference_workflow" {
  source = "../inference_workflow"

  name                     = "${var.name_prefix}-inferences"
  permissions_boundary_arn = var.permissions_boundary_arn

  batch_image      = var.batch_image
  prediction_image = var.prediction_image
  routing_image    = var.routing_image

  batch         = var.routing.batch
  force_destroy = var.routing.force_destroy
  log_level     = var.routing.log_level
  model_store   = local.model_store
  records_table = local.records_table
  targets       = local.targets
  tracing       = var.tracing

  # By the topic's policy: no alarm exists before it may notify.
  replication = var.copies_to.documents == null ? null : {
    alarm_topic_arns = [module.alerts.arn]
    bucket_arn       = var.copies_to.documents.bucket_arn
    kms_key_arn      = var.copies_to.documents.kms_key_arn
  }

  kms_key_arn        = aws_kms_key.operations.arn
  log_retention_days = var.log_retention_days
  alarm_topic_arns   = [module.alerts.arn]
}

module "routing" {
  source = "../image_function"

  name                     = "${var.name_prefix}-routing"
  description              = "Answers POST /inferences and GET /inferences/{id}."
  permissions_boundary_arn = var.permissions_boundary_arn

  image       = var.routing_image
  memory_mb   = var.routing.memory_mb
  concurrency = var.routing.concurrency
  tracing     = var.tracing

  policy_json = data.aws_iam_policy_document.routing.json

  environment = merge(module.inference_workflow.targets, {
    CONFIG_TABLE      = var.inference_tables.config.name
    INFERENCES_BUCKET = module.inference_workflow.bucket.name
    LOG_LEVEL         = var.routing.log_level
    METRICS_NAMESPACE = "Inferway"
    RECORDS_TABLE     = var.inference_tables.records.name
    SERVICE_NAME      = "${var.name_prefix}-routing"
    STATE_MACHINE_ARN = module.inference_workflow.state_machine_arn
  })

  kms_key_arn        = aws_kms_key.operations.arn
  log_retention_days = var.log_retention_days

  # By the topic's policy: no alarm exists before it may notify.
  alarm_topic_arns = [module.alerts.arn]
}

locals {
  routing_function = {
    alias           = module.routing.alias_name
    invoke_arn      = module.routing.invoke_arn
    name            = module.routing.function_name
    timeout_seconds = module.routing.timeout_seconds
  }
}

# Nobody else would see it: the last good config serves on.
resource "aws_cloudwatch_metric_alarm" "routing_config" {
  alarm_name        = "${var.name_prefix}-routing-config-invalid"
  alarm_description = "An item of the routing config says what cannot be, and is ignored: see the log of the routing function, and `inferway config validate`."

  namespace   = "Inferway"
  metric_name = "RoutingConfigInvalid"
  dimensions  = { service = "${var.name_prefix}-routing" }
  statistic   = "Sum"

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"

  alarm_actions = [module.alerts.arn]
  ok_actions    = [module.alerts.arn]
}
