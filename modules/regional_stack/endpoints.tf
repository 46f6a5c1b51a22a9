# The same model and the same image by SageMaker, where Lambda is not the right
# place: steady traffic, large models, capacity that follows the clock.

locals {
  # Every front looks at the live pointer as often as the function does, unless
  # it is told otherwise.
  endpoint_models = {
    for key, endpoint in var.endpoints : key => {
      pinned          = endpoint.model.pinned
      refresh_seconds = coalesce(endpoint.model.refresh_seconds, var.prediction.model_refresh_seconds)
    }
  }

  container_environment = {
    LOG_LEVEL         = var.prediction.log_level
    METRICS_NAMESPACE = "Inferway"
  }
}

module "endpoint" {
  source   = "../endpoint"
  for_each = { for key, endpoint in var.endpoints : key => endpoint if endpoint.kind != "scale_to_zero" }

  name                     = "${var.name_prefix}-${each.key}"
  kind                     = each.value.kind
  permissions_boundary_arn = var.permissions_boundary_arn

  image       = var.prediction_image
  model_store = local.model_store
  model       = local.endpoint_models[each.key]
  environment = local.container_environment

  async             = each.value.async
  data_capture      = each.value.data_capture
  deployment        = each.value.deployment
  instances         = each.value.instances
  network_isolation = each.value.network_isolation
  scaling           = each.value.scaling
  serverless        = each.value.serverless
  vpc               = each.value.vpc

  auto_stop         = each.value.auto_stop
  stopped_endpoints = local.stopped_endpoints

  alarms             = each.value.alarms
  check_update       = false # below
  kms_key_arn        = aws_kms_key.operations.arn
  log_retention_days = var.log_retention_days

  # By the topic's policy: no alarm exists before it may notify.
  alarm_topic_arns = [module.alerts.arn]
}

# SageMaker calls an update done when it has rolled back. To go on would delete
# the configuration that serves. Here, and not within the module: the output
# `served` is read from the module, and must say what is wanted all the same.
resource "terraform_data" "endpoint_update" {
  for_each = module.endpoint

  input = each.value.endpoint_config_name

  lifecycle {
    precondition {
      condition     = each.value.serving_config_name == each.value.endpoint_config_name
      error_message = "SageMaker rolled the update of ${each.value.endpoint_name} back: it serves ${each.value.serving_config_name} as before. Look at its alarms and its log group, then apply again."
    }
  }
}

module "scale_to_zero_endpoint" {
  source   = "../scale_to_zero_endpoint"
  for_each = { for key, endpoint in var.endpoints : key => endpoint if endpoint.kind == "scale_to_zero" }

  name                     = "${var.name_prefix}-${each.key}"
  permissions_boundary_arn = var.permissions_boundary_arn

  image       = var.prediction_image
  model_store = local.model_store
  model       = local.endpoint_models[each.key]
  environment = local.container_environment

  auto_stop         = each.value.auto_stop
  copies            = each.value.copies
  instances         = each.value.instances
  network_isolation = each.value.network_isolation
  scaling           = each.value.scaling
  vpc               = each.value.vpc

  alarms             = each.value.alarms
  kms_key_arn        = aws_kms_key.operations.arn
  log_retention_days = var.log_retention_days

  # By the topic's policy: no alarm exists before it may notify.
  alarm_topic_arns = [module.alerts.arn]
}

locals {
  endpoints = merge(module.endpoint, module.scale_to_zero_endpoint)
}
