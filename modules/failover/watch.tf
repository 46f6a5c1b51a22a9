# Looks by the clock for what would make a failover fail, and tells of it before
# anybody needs one.

locals {
  watch_name = "${var.name}-watch"
}

module "watch" {
  source = "../image_function"

  name                     = local.watch_name
  permissions_boundary_arn = var.permissions_boundary_arn
  description              = "Tells what would keep ${local.region} from taking over from ${var.home.region}."

  image           = merge(var.image, { command = ["failover.watch_front.handle"] })
  memory_mb       = var.memory_mb
  timeout_seconds = 120
  policy_json     = data.aws_iam_policy_document.watch.json
  tracing         = var.tracing

  environment = {
    AUTOMATIC                   = tostring(var.automatic)
    CHECK_IDS                   = jsonencode(local.check_ids)
    CONFIG_TABLE                = var.config_table.name
    HOME_REGION                 = var.home.region
    LOG_LEVEL                   = var.log_level
    MAX_REPLICATION_LAG_SECONDS = var.max_replication_lag_seconds
    METRICS_NAMESPACE           = "Inferway"
    # "null" where models are not watched.
    MODELS                  = jsonencode(local.models)
    RECORDS_TABLE           = var.records_table.name
    SERVICE_NAME            = local.watch_name
    STANDBY_READY_URL       = var.standby.ready_url
    TELL_AGAIN_HOURS        = var.watch.tell_again_hours
    TOPIC_ARN               = module.topic.arn
    UNSTARTED_AFTER_SECONDS = var.watch.unstarted_after_seconds
    WORKFLOW_NAME           = var.name
  }

  alarm_topic_arns   = [module.topic.arn]
  kms_key_arn        = var.kms_key_arn
  log_retention_days = var.log_retention_days
}

module "watch_schedule" {
  source = "../function_schedules"

  name                     = local.watch_name
  kms_key_arn              = var.kms_key_arn
  permissions_boundary_arn = var.permissions_boundary_arn

  schedules = {
    look = {
      name         = local.watch_name
      description  = "Looks for what would make a failover fail."
      expression   = "rate(${var.watch.interval_minutes} minute${var.watch.interval_minutes == 1 ? "" : "s"})"
      function_arn = module.watch.alias_arn
      # The next look comes soon: an old one is of no use. What is not looked at at
      # all rings the alarm below.
      maximum_age_seconds = 60
      retries             = 1
    }
  }
}

moved {
  from = aws_scheduler_schedule_group.watch
  to   = module.watch_schedule.aws_scheduler_schedule_group.schedules
}

moved {
  from = aws_scheduler_schedule.watch
  to   = module.watch_schedule.aws_scheduler_schedule.schedules["look"]
}

moved {
  from = aws_iam_role.watch_schedule
  to   = module.watch_schedule.aws_iam_role.schedules
}

moved {
  from = aws_iam_role_policy.watch_schedule
  to   = module.watch_schedule.aws_iam_role_policy.schedules
}

# Rings for what is found, and when nobody looks any more.
resource "aws_cloudwatch_metric_alarm" "obstacles" {
  alarm_name        = "${local.watch_name}-obstacles"
  alarm_description = "Something would make a failover to ${local.region} fail, or nobody looks for it any more: see what the topic was told, or the log of ${local.watch_name}."

  namespace   = "Inferway"
  metric_name = "FailoverObstacles"
  dimensions  = { service = local.watch_name }
  statistic   = "Maximum"

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  # Two looks in each period: one that is late is none that is missing.
  period             = var.watch.interval_minutes * 120
  evaluation_periods = 1
  treat_missing_data = "missing" # nobody looks, which is told below

  alarm_actions             = [module.topic.arn]
  insufficient_data_actions = [module.topic.arn]
  ok_actions                = [module.topic.arn]
}
