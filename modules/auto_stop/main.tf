# Looks at the endpoints of a Region by the clock, and stops those that nobody
# uses: a schedule, a function, and what it may do.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.id

  # What only looks needs no permission to change anything, and has none.
  acts    = var.action != "report" && !var.dry_run
  deletes = local.acts && var.action == "delete"

  metrics_namespace = "Inferway"
}

module "function" {
  source = "../image_function"

  name                     = var.name
  description              = "Stops endpoints that nobody uses (${var.action}${var.dry_run ? ", dry run" : ""})."
  permissions_boundary_arn = var.permissions_boundary_arn

  image           = var.image
  memory_mb       = var.memory_mb
  timeout_seconds = var.timeout_seconds
  policy_json     = data.aws_iam_policy_document.function.json
  tracing         = var.tracing

  environment = {
    ACTION                  = var.action
    COVERS                  = jsonencode({ name_prefix = var.covers.name_prefix, tags = var.covers.tags })
    DRY_RUN                 = tostring(var.dry_run)
    LOG_LEVEL               = var.log_level
    MARK_FIRST              = tostring(var.mark_first)
    METRICS_NAMESPACE       = local.metrics_namespace
    SERVICE_NAME            = var.name
    STOPPED_PARAMETERS_PATH = var.stopped_parameters_path
    WINDOW_MINUTES          = var.window_minutes
  }

  alarm_topic_arns   = var.alarm_topic_arns
  kms_key_arn        = var.kms_key_arn
  log_retention_days = var.log_retention_days
}
