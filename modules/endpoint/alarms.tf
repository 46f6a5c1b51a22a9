locals {
  # By the metric. SageMaker watches these while it deploys, and goes back to
  # what was served before when one rings.
  endpoint_alarms = {
    Invocation5XXErrors = {
      name        = "errors"
      description = "${local.endpoint_name} failed: see its log group."
      statistic   = "Sum"
      percentile  = null
      threshold   = var.alarms.errors_per_minute
      minutes     = 1
    }
    ModelLatency = {
      name        = "latency"
      description = "${local.endpoint_name} takes more than ${var.alarms.latency_ms} ms for one request in a hundred."
      statistic   = null
      percentile  = "p99"
      threshold   = var.alarms.latency_ms * 1000 # microseconds
      minutes     = 3
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "endpoint" {
  for_each = local.endpoint_alarms

  alarm_name        = "${local.endpoint_name}-${each.value.name}"
  alarm_description = each.value.description

  namespace          = "AWS/SageMaker"
  metric_name        = each.key
  dimensions         = { EndpointName = local.endpoint_name, VariantName = local.variant_name }
  statistic          = each.value.statistic
  extended_statistic = each.value.percentile

  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.minutes
  treat_missing_data  = "notBreaching" # nobody called

  alarm_actions = var.alarm_topic_arns
  ok_actions    = var.alarm_topic_arns

  lifecycle {
    create_before_destroy = true
  }
}
