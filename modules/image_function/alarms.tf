locals {
  alarm_seconds = 300

  # By the name of Lambda's own metric.
  function_alarms = {
    Errors = {
      description = "${var.name} failed: see its log group."
      statistic   = "Sum"
      percentile  = null
      threshold   = 0
    }
    Throttles = {
      description = "Calls of ${var.name} were refused: its concurrency, or the account's, is used up."
      statistic   = "Sum"
      percentile  = null
      threshold   = 0
    }
    Duration = {
      description = "${var.name} comes close to its time-out of ${var.timeout_seconds} s."
      statistic   = null
      percentile  = "p99"
      threshold   = var.timeout_seconds * 1000 * 0.8 # milliseconds
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "function" {
  #checkov:skip=CKV2_INFERWAY_1:It notifies the caller's topics, at least one by the validation of var.alarm_topic_arns, which checkov takes for empty where modules are nested deep.
  for_each = local.function_alarms

  alarm_name        = "${var.name}-${lower(each.key)}"
  alarm_description = each.value.description

  namespace          = "AWS/Lambda"
  metric_name        = each.key
  dimensions         = { FunctionName = aws_lambda_function.image.function_name }
  statistic          = each.value.statistic
  extended_statistic = each.value.percentile

  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = local.alarm_seconds
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # nobody called

  alarm_actions = var.alarm_topic_arns
  ok_actions    = var.alarm_topic_arns
}

resource "aws_cloudwatch_metric_alarm" "failed_events" {
  #checkov:skip=CKV2_INFERWAY_1:It notifies the caller's topics, at least one by the validation of var.alarm_topic_arns, which checkov takes for empty where modules are nested deep.
  alarm_name        = "${aws_sqs_queue.failed_events.name}-waiting"
  alarm_description = "Asynchronous calls of ${var.name} failed for good: they wait in the queue for 14 days."

  namespace   = "AWS/SQS"
  metric_name = "ApproximateNumberOfMessagesVisible"
  dimensions  = { QueueName = aws_sqs_queue.failed_events.name }
  statistic   = "Maximum"

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = local.alarm_seconds
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # SQS reports nothing of an idle queue

  alarm_actions = var.alarm_topic_arns
  ok_actions    = var.alarm_topic_arns
}
