# The end of a window's transform job; of no other's.
resource "aws_cloudwatch_event_rule" "job_ended" {
  name        = "${var.name}-job-ended"
  description = "A transform job of a batch window of ${var.name} has ended."

  event_pattern = jsonencode({
    source        = ["aws.sagemaker"]
    "detail-type" = ["SageMaker Transform Job State Change"]
    detail = {
      TransformJobName   = [{ prefix = "${var.name}-" }]
      TransformJobStatus = ["Completed", "Failed", "Stopped"]
    }
  })
}

resource "aws_cloudwatch_event_target" "results" {
  rule = aws_cloudwatch_event_rule.job_ended.name
  arn  = module.results.alias_arn

  # The sweeper asks by itself after a while: an event that is lost is late, and
  # no more.
  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = 100
  }

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }
}

resource "aws_lambda_permission" "job_ended" {
  statement_id  = "job-ended"
  action        = "lambda:InvokeFunction"
  function_name = module.results.function_name
  qualifier     = module.results.alias_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.job_ended.arn
}

# A long queue begins a window at once. An alarm acts when it changes its state:
# a queue that stays long is the schedule's.
resource "aws_cloudwatch_metric_alarm" "size_trigger" {
  alarm_name        = "${var.name}-window-is-full"
  alarm_description = "No trouble: ${var.batch.trigger_messages} inferences wait, and a batch window begins before its time."

  namespace   = "AWS/SQS"
  metric_name = "ApproximateNumberOfMessagesVisible"
  dimensions  = { QueueName = aws_sqs_queue.windows.name }
  statistic   = "Maximum"

  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.batch.trigger_messages
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # SQS reports nothing of an idle queue

  alarm_actions = [module.window.alias_arn]
}

# Alarms act without a role: the function must allow it.
resource "aws_lambda_permission" "size_trigger" {
  statement_id   = "window-is-full"
  action         = "lambda:InvokeFunction"
  function_name  = module.window.function_name
  qualifier      = module.window.alias_name
  principal      = "lambda.alarms.cloudwatch.amazonaws.com"
  source_account = local.account_id
  source_arn     = aws_cloudwatch_metric_alarm.size_trigger.arn
}
