# A resource of its own, not a `replica` block of the table: a block of provider
# 5.100 has no deletion protection, and takes the tags of another Region.

data "aws_region" "current" {}

resource "aws_dynamodb_table_replica" "replica" {
  global_table_arn = var.global_table.arn
  kms_key_arn      = var.kms_key_arn

  deletion_protection_enabled = var.deletion_protection
  point_in_time_recovery      = true

  lifecycle {
    precondition {
      condition     = data.aws_region.current.id != local.source_region
      error_message = "A replica must be in another Region than the table, which is in ${local.source_region}: give this module the provider of the other Region."
    }

    precondition {
      condition     = contains(var.global_table.regions, data.aws_region.current.id)
      error_message = "The replicas of ${var.global_table.name} must name ${data.aws_region.current.id}: what they name is watched from the table's Region."
    }

    precondition {
      condition     = split(":", var.kms_key_arn)[3] == data.aws_region.current.id
      error_message = "kms_key_arn must be of a key in ${data.aws_region.current.id}: a replica is encrypted in its own Region."
    }
  }
}

locals {
  source_region = split(":", var.global_table.arn)[3]
}

# The way back: what is written here after a failover.
resource "aws_cloudwatch_metric_alarm" "latency" {
  alarm_name        = "${var.global_table.name}-lags-in-${local.source_region}"
  alarm_description = "What is written to ${var.global_table.name} takes longer than ${var.latency_seconds} s to arrive in ${local.source_region}: do not fail back before it has."

  namespace   = "AWS/DynamoDB"
  metric_name = "ReplicationLatency"
  dimensions  = { ReceivingRegion = local.source_region, TableName = var.global_table.name }
  statistic   = "Maximum"

  comparison_operator = "GreaterThanThreshold"
  threshold           = var.latency_seconds * 1000
  period              = 60
  evaluation_periods  = 5
  treat_missing_data  = "notBreaching" # nobody writes here

  alarm_actions = var.alarm_topic_arns
  ok_actions    = var.alarm_topic_arns
}
