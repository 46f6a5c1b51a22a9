locals {
  # By the name of Step Functions' own metric.
  execution_alarms = {
    ExecutionThrottled = "Steps of ${var.name} are held up: the account's quota of state transitions is used up."
    ExecutionsFailed   = "An execution of ${var.name} failed: its inference ended without an answer, or waits in the dead-letter queue."
    ExecutionsTimedOut = "An execution of ${var.name} took days: the sweeper starts it again; look what it waited for."
  }

  queue_alarms = {
    dead-letters = {
      description = "Something of ${var.name} failed for good and waits in the dead-letter queue for 14 days."
      metric      = "ApproximateNumberOfMessagesVisible"
      queue       = aws_sqs_queue.dead_letters.name
      threshold   = 0
    }
    windows-late = {
      description = "Inferences wait for longer than three batch windows: the window function fails, or finds no instance."
      metric      = "ApproximateAgeOfOldestMessage"
      queue       = aws_sqs_queue.windows.name
      threshold   = 3 * local.window.seconds
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "executions" {
  for_each = local.execution_alarms

  alarm_name        = "${var.name}-${lower(each.key)}"
  alarm_description = each.value

  namespace   = "AWS/States"
  metric_name = each.key
  dimensions  = { StateMachineArn = aws_sfn_state_machine.inference.arn }
  statistic   = "Sum"

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # nothing ran

  alarm_actions = var.alarm_topic_arns
  ok_actions    = var.alarm_topic_arns
}

resource "aws_cloudwatch_metric_alarm" "queues" {
  for_each = local.queue_alarms

  alarm_name        = "${var.name}-${each.key}"
  alarm_description = each.value.description

  namespace   = "AWS/SQS"
  metric_name = each.value.metric
  dimensions  = { QueueName = each.value.queue }
  statistic   = "Maximum"

  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # SQS reports nothing of an idle queue

  alarm_actions = var.alarm_topic_arns
  ok_actions    = var.alarm_topic_arns
}
