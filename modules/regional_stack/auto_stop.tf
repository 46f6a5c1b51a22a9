# What nobody uses is stopped, and stays so: a stop is on record, and Terraform
# reads the record before it makes an endpoint.

locals {
  stopped_parameters_path = "/inferway/${var.name_prefix}/stopped"

  # Names are the last part of a parameter's. An endpoint whose record cannot be
  # read is taken for stopped: somebody meant it to be.
  stopped_records = zipmap(
    [for name in data.aws_ssm_parameters_by_path.stopped.names : element(split("/", name), -1)],
    nonsensitive(data.aws_ssm_parameters_by_path.stopped.values),
  )
  stopped_endpoints = toset([
    for name, record in local.stopped_records : name if try(jsondecode(record).action, "delete") == "delete"
  ])
}

data "aws_ssm_parameters_by_path" "stopped" {
  path = local.stopped_parameters_path
}

module "auto_stop" {
  source = "../auto_stop"
  count  = var.auto_stop == null ? 0 : 1

  name                     = "${var.name_prefix}-auto-stop"
  permissions_boundary_arn = var.permissions_boundary_arn

  image          = var.auto_stop_image
  action         = var.auto_stop.action
  covers         = var.auto_stop.covers == null ? { everything = null, name_prefix = "${var.name_prefix}-", tags = null } : var.auto_stop.covers
  dry_run        = var.auto_stop.dry_run
  log_level      = var.auto_stop.log_level
  mark_first     = var.auto_stop.mark_first
  schedule       = var.auto_stop.schedule
  tracing        = var.tracing
  window_minutes = var.auto_stop.window_minutes

  stopped_parameters_path = local.stopped_parameters_path

  kms_key_arn        = aws_kms_key.operations.arn
  log_retention_days = var.log_retention_days

  # By the topic's policy: no alarm exists before it may notify.
  alarm_topic_arns = [module.alerts.arn]
}

# Which endpoints there are, whatever the state knows of them.
data "aws_resourcegroupstaggingapi_resources" "endpoints" {
  resource_type_filters = ["sagemaker:endpoint"]
}

module "endpoint_name" {
  source   = "../endpoint/name"
  for_each = { for key, endpoint in var.endpoints : key => endpoint if endpoint.kind != "scale_to_zero" }

  name          = "${var.name_prefix}-${each.key}"
  kind          = each.value.kind
  instance_type = try(each.value.instances.type, null)
}

locals {
  found_endpoints = toset([
    for arn in data.aws_resourcegroupstaggingapi_resources.endpoints.resource_tag_mapping_list[*].resource_arn :
    element(split("/", arn), -1)
  ])
}
