locals {
  # By the function's own metric.
  run_alarms = {
    EndpointsSpared = {
      name        = "unreadable"
      description = "${var.name} leaves endpoints alone because it cannot read them, hours on end: see its log."
      dimensions  = { reason = "unreadable" }
      hours       = 3 # CloudWatch throttles, and comes back
    }
    StopsFailed = {
      name        = "failed"
      description = "${var.name} could not stop what nobody uses: see its log."
      dimensions  = {}
      hours       = 1
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "runs" {
  for_each = local.run_alarms

  alarm_name        = "${var.name}-${each.value.name}"
  alarm_description = each.value.description

  namespace   = local.metrics_namespace
  metric_name = each.key
  dimensions  = merge({ service = var.name }, each.value.dimensions)
  statistic   = "Sum"

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 3600
  evaluation_periods  = each.value.hours
  treat_missing_data  = "notBreaching" # nothing was left alone for that

  alarm_actions = var.alarm_topic_arns
  ok_actions    = var.alarm_topic_arns
}

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  alarm_name        = "${aws_sqs_queue.dead_letters.name}-waiting"
  alarm_description = "Runs of ${var.name} never reached the function: endpoints that nobody uses go on."

  namespace   = "AWS/SQS"
  metric_name = "ApproximateNumberOfMessagesVisible"
  dimensions  = { QueueName = aws_sqs_queue.dead_letters.name }
  statistic   = "Maximum"

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # SQS reports nothing of an idle queue

  alarm_actions = var.alarm_topic_arns
  ok_actions    = var.alarm_topic_arns
}
