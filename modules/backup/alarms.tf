# AWS Backup counts its jobs in the Region where they run: backups and copies
# beside the tables, restores where the copies are. Both vaults have one name, so
# that it does not matter by which of them a copy is counted.

locals {
  failures = {
    backup = ["NumberOfBackupJobsAborted", "NumberOfBackupJobsExpired", "NumberOfBackupJobsFailed"]
    copy   = ["NumberOfCopyJobsFailed"]
  }

  alarms = merge([for kind, metrics in local.failures : { for metric in metrics : metric => kind }]...)
}

resource "aws_cloudwatch_metric_alarm" "failed" {
  for_each = local.alarms

  alarm_name        = "${local.vault_name}-${each.key}"
  alarm_description = "A ${each.value} of ${var.name_prefix} was not made. Read why: aws backup list-${each.value}-jobs --by-state FAILED"

  namespace   = "AWS/Backup"
  metric_name = each.key
  dimensions  = { BackupVaultName = aws_backup_vault.home.name }
  statistic   = "Sum"

  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 3600
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # AWS Backup counts what happened alone

  alarm_actions = var.alarm_topic_arns
  ok_actions    = var.alarm_topic_arns
}

# What is never begun does not fail. Rings until the first copy is there, as well.
resource "aws_cloudwatch_metric_alarm" "overdue" {
  alarm_name        = "${local.vault_name}-overdue"
  alarm_description = "No backup of ${var.name_prefix} reached ${local.copy_region} in ${var.schedule.overdue_hours} hours: if this Region fails now, all since then is lost."

  namespace   = "AWS/Backup"
  metric_name = "NumberOfCopyJobsCompleted"
  dimensions  = { BackupVaultName = aws_backup_vault.home.name }
  statistic   = "Sum"

  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 3600
  evaluation_periods  = var.schedule.overdue_hours
  treat_missing_data  = "breaching"

  alarm_actions = var.alarm_topic_arns
  ok_actions    = var.alarm_topic_arns
}

resource "aws_cloudwatch_metric_alarm" "restore_failed" {
  provider = aws.copy

  alarm_name        = "${local.vault_name}-NumberOfRestoreJobsFailed"
  alarm_description = "A restore of a table failed in ${local.copy_region}. Read why: aws backup list-restore-jobs --by-status FAILED"

  namespace   = "AWS/Backup"
  metric_name = "NumberOfRestoreJobsFailed"
  dimensions  = { ResourceType = "DynamoDB" }
  statistic   = "Sum"

  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"

  alarm_actions = var.copy.alarm_topic_arns
  ok_actions    = var.copy.alarm_topic_arns
}
