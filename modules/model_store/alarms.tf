locals {
  replication_rule = "models"
}

# A model that could not be copied is missing where it is needed most. S3 counts it
# in the Region of the original, and a lag in the Region of the copy.
resource "aws_cloudwatch_metric_alarm" "not_copied" {
  count = var.replication == null ? 0 : 1

  alarm_name        = "${aws_s3_bucket.models.id}-not-copied"
  alarm_description = "A model, or the live pointer, could not be copied to the other Region: look at the replication status of the newest objects, mend what is wrong, and publish again."

  namespace   = "AWS/S3"
  metric_name = "OperationsFailedReplication"
  statistic   = "Sum"

  dimensions = {
    DestinationBucket = element(split(":", var.replication.bucket_arn), 5)
    RuleId            = local.replication_rule
    SourceBucket      = aws_s3_bucket.models.id
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # nobody publishes

  alarm_actions = var.replication.alarm_topic_arns
  ok_actions    = var.replication.alarm_topic_arns
}

resource "aws_cloudwatch_metric_alarm" "behind" {
  count = var.copy_of == null ? 0 : 1

  alarm_name        = "${aws_s3_bucket.models.id}-behind"
  alarm_description = "What was published to ${var.copy_of.bucket_name} has not arrived here for ${var.copy_of.latency_minutes} minutes: a failover would serve an older model."

  namespace   = "AWS/S3"
  metric_name = "ReplicationLatency"
  statistic   = "Maximum"

  dimensions = {
    DestinationBucket = aws_s3_bucket.models.id
    RuleId            = local.replication_rule
    SourceBucket      = var.copy_of.bucket_name
  }

  comparison_operator = "GreaterThanThreshold"
  threshold           = var.copy_of.latency_minutes * 60
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # nobody publishes

  alarm_actions = var.copy_of.alarm_topic_arns
  ok_actions    = var.copy_of.alarm_topic_arns
}
