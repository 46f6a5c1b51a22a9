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
    TOPIC_ARN               = aws_sns_topic.failover.arn
    UNSTARTED_AFTER_SECONDS = var.watch.unstarted_after_seconds
    WORKFLOW_NAME           = var.name
  }

  alarm_topic_arns   = [aws_sns_topic_policy.failover.arn]
  kms_key_arn        = var.kms_key_arn
  log_retention_days = var.log_retention_days
}

resource "aws_scheduler_schedule_group" "watch" {
  name = local.watch_name
}

resource "aws_scheduler_schedule" "watch" {
  name        = local.watch_name
  description = "Looks for what would make a failover fail."
  group_name  = aws_scheduler_schedule_group.watch.name
  kms_key_arn = var.kms_key_arn

  schedule_expression = "rate(${var.watch.interval_minutes} minute${var.watch.interval_minutes == 1 ? "" : "s"})"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = module.watch.alias_arn
    role_arn = aws_iam_role.watch_schedule.arn
    # Not jsonencode(), which would write "<" as a code that Scheduler does not know.
    input = "{\"scheduled_time\": \"<aws.scheduler.scheduled-time>\"}"

    # The next look comes soon: an old one is of no use. What is not looked at at
    # all rings the alarm below.
    retry_policy {
      maximum_event_age_in_seconds = 60
      maximum_retry_attempts       = 1
    }
  }

  # Scheduler asks whether it may take the role.
  depends_on = [aws_iam_role_policy.watch_schedule]
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

  alarm_actions             = [aws_sns_topic.failover.arn]
  insufficient_data_actions = [aws_sns_topic.failover.arn]
  ok_actions                = [aws_sns_topic.failover.arn]
}
