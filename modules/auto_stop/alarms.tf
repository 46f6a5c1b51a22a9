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
