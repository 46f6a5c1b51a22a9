# DynamoDB measures, in the Region of a write, how long it takes to arrive in each
# of the others. The other way round it is table_replica's to watch.
resource "aws_cloudwatch_metric_alarm" "latency" {
  for_each = var.replicas

  alarm_name        = "${var.name}-lags-in-${each.key}"
  alarm_description = "What is written to ${var.name} takes longer than ${each.value.latency_seconds} s to arrive in ${each.key}: what did not arrive is lost from sight if this Region fails."

  namespace   = "AWS/DynamoDB"
  metric_name = "ReplicationLatency"
  dimensions  = { ReceivingRegion = each.key, TableName = aws_dynamodb_table.global.name }
  statistic   = "Maximum"

  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.latency_seconds * 1000
  period              = 60
  evaluation_periods  = 5
  treat_missing_data  = "notBreaching" # nobody writes

  alarm_actions = each.value.alarm_topic_arns
  ok_actions    = each.value.alarm_topic_arns
}
