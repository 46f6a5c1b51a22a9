# Backups of tables on a schedule, in a vault beside them, and a copy of each in a
# vault of another Region: what there is when the tables' Region is gone.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_region" "copy" {
  provider = aws.copy

  lifecycle {
    postcondition {
      condition     = self.id != data.aws_region.current.id
      error_message = "The provider aws.copy must be of another Region than ${data.aws_region.current.id}, where the tables are: a copy beside them is lost with them."
    }
  }
}

locals {
  account_id  = data.aws_caller_identity.current.account_id
  partition   = data.aws_partition.current.partition
  region      = data.aws_region.current.id
  copy_region = data.aws_region.copy.id

  vault_name = "${var.name_prefix}-backups"

  table_arns = sort([for table in values(var.tables) : table.arn])
}

resource "aws_backup_vault" "home" {
  name          = local.vault_name
  kms_key_arn   = aws_kms_key.home.arn
  force_destroy = var.force_destroy
}

resource "aws_backup_vault" "copy" {
  provider = aws.copy

  name          = local.vault_name
  kms_key_arn   = aws_kms_key.copy.arn
  force_destroy = var.force_destroy
}

resource "aws_backup_vault_lock_configuration" "home" {
  count = var.lock == null ? 0 : 1

  backup_vault_name   = aws_backup_vault.home.name
  changeable_for_days = var.lock.changeable_for_days
  max_retention_days  = var.lock.max_retention_days
  min_retention_days  = var.lock.min_retention_days

  lifecycle {
    # AWS takes the lock, and refuses each backup.
    precondition {
      condition     = var.retention.delete_after_days >= var.lock.min_retention_days && var.retention.delete_after_days <= coalesce(var.lock.max_retention_days, 36500)
      error_message = "retention.delete_after_days must be from lock.min_retention_days to lock.max_retention_days: the vault would refuse every backup."
    }
  }
}

resource "aws_backup_vault_lock_configuration" "copy" {
  provider = aws.copy
  count    = var.lock == null ? 0 : 1

  backup_vault_name   = aws_backup_vault.copy.name
  changeable_for_days = var.lock.changeable_for_days
  max_retention_days  = var.lock.max_retention_days
  min_retention_days  = var.lock.min_retention_days

  lifecycle {
    precondition {
      condition     = var.copy.delete_after_days >= var.lock.min_retention_days && var.copy.delete_after_days <= coalesce(var.lock.max_retention_days, 36500)
      error_message = "copy.delete_after_days must be from lock.min_retention_days to lock.max_retention_days: the vault would refuse every copy."
    }
  }
}

resource "aws_backup_plan" "tables" {
  name = local.vault_name

  rule {
    rule_name         = "scheduled"
    target_vault_name = aws_backup_vault.home.name

    schedule                     = var.schedule.cron
    schedule_expression_timezone = var.schedule.time_zone
    start_window                 = var.schedule.start_within_minutes
    completion_window            = var.schedule.complete_within_minutes

    lifecycle {
      cold_storage_after = var.retention.cold_after_days
      delete_after       = var.retention.delete_after_days
    }

    copy_action {
      destination_vault_arn = aws_backup_vault.copy.arn

      lifecycle {
        cold_storage_after = var.copy.cold_after_days
        delete_after       = var.copy.delete_after_days
      }
    }
  }
}

# By name, not by tag: what is named is backed up whatever the account's opt-in
# says, and a lost tag loses no backup.
resource "aws_backup_selection" "tables" {
  name         = "tables"
  plan_id      = aws_backup_plan.tables.id
  iam_role_arn = aws_iam_role.backup.arn
  resources    = local.table_arns

  lifecycle {
    precondition {
      condition     = alltrue([for arn in local.table_arns : split(":", arn)[3] == local.region])
      error_message = "tables must be in ${local.region}, the Region of the vault: AWS Backup reaches no other."
    }
  }

  # A job of a role that may not yet, fails.
  depends_on = [aws_iam_role_policy.backup]
}
