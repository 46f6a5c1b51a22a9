locals {
  # By the metric.
  component_alarms = {
    Invocation5XXErrors = {
      name        = "errors"
      description = "${local.component_name} failed: see its log group."
      statistic   = "Sum"
      percentile  = null
      threshold   = var.alarms.errors_per_minute
      minutes     = 1
    }
    ModelLatency = {
      name        = "latency"
      description = "${local.component_name} takes more than ${var.alarms.latency_ms} ms for one request in a hundred."
      statistic   = null
      percentile  = "p99"
      threshold   = var.alarms.latency_ms * 1000 # microseconds
      minutes     = 3
    }
  }
}

# A single request must be enough: at a threshold of "more than one" it would be
# refused for ever. SageMaker reports by the minute, and a shorter period would
# find no data in between.
resource "aws_cloudwatch_metric_alarm" "wake" {
  alarm_name        = "${local.component_name}-wake"
  alarm_description = "${local.component_name} was called and has no copy: it gets one."

  namespace   = "AWS/SageMaker"
  metric_name = "NoCapacityInvocationFailures"
  dimensions  = { InferenceComponentName = local.component_name }
  statistic   = "Sum"

  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  treat_missing_data  = "notBreaching" # nobody called

  alarm_actions = [aws_appautoscaling_policy.wake.arn]
}

resource "aws_cloudwatch_metric_alarm" "component" {
  for_each = local.component_alarms

  alarm_name        = "${local.component_name}-${each.value.name}"
  alarm_description = each.value.description

  namespace          = "AWS/SageMaker"
  metric_name        = each.key
  dimensions         = { InferenceComponentName = local.component_name }
  statistic          = each.value.statistic
  extended_statistic = each.value.percentile

  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.minutes
  treat_missing_data  = "notBreaching" # nobody called, or it sleeps

  alarm_actions = var.alarm_topic_arns
  ok_actions    = var.alarm_topic_arns

  # What watches goes before what is watched.
  depends_on = [aws_cloudformation_stack.hosting]
}
