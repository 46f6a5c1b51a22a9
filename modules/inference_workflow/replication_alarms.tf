# S3 counts what it could not copy in the Region of the original, and a lag in the
# Region of the copy.
resource "aws_cloudwatch_metric_alarm" "not_copied" {
  for_each = local.replicated

  alarm_name        = "${var.name}-${each.key}-not-copied"
  alarm_description = "Some of the long ${each.key} could not be copied to the other Region, which cannot go on with these inferences if this one fails: look at the replication status of the newest objects, and mend the role, the keys or the rule."

  namespace   = "AWS/S3"
  metric_name = "OperationsFailedReplication"
  statistic   = "Sum"

  dimensions = {
    DestinationBucket = local.other_bucket
    RuleId            = each.key
    SourceBucket      = aws_s3_bucket.inferences.id
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # nothing long was written

  alarm_actions = var.replication.alarm_topic_arns
  ok_actions    = var.replication.alarm_topic_arns
}

resource "aws_cloudwatch_metric_alarm" "behind" {
  for_each = local.replicated

  alarm_name        = "${var.name}-${each.key}-behind"
  alarm_description = "Long ${each.key} of ${coalesce(local.other_bucket, "-")} have not arrived here for 15 minutes: after a failover their inferences would wait, and then fail."

  namespace   = "AWS/S3"
  metric_name = "ReplicationLatency"
  statistic   = "Maximum"

  dimensions = {
    DestinationBucket = aws_s3_bucket.inferences.id
    RuleId            = each.key
    SourceBucket      = local.other_bucket
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 900
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # nothing long was written

  alarm_actions = var.replication.alarm_topic_arns
  ok_actions    = var.replication.alarm_topic_arns
}
