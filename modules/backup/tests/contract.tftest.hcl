# What the module refuses, and how its parts are wired. What it creates is asked
# of the local AWS, in tests/terraform/test_backup.py.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

mock_provider "aws" {
  alias = "copy"

  mock_data "aws_region" {
    defaults = { id = "eu-central-1" }
  }
}

mock_provider "aws" {
  alias = "beside"

  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
}

variables {
  name_prefix      = "inferway-test"
  alarm_topic_arns = ["arn:aws:sns:eu-west-1:111111111111:alerts"]
  copy             = { alarm_topic_arns = ["arn:aws:sns:eu-central-1:111111111111:alerts"] }

  tables = {
    records = {
      arn         = "arn:aws:dynamodb:eu-west-1:111111111111:table/inferway-test-inferences"
      kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
    }
  }
}

run "accepts_the_smallest_input" {
  command = plan

  assert {
    condition = (
      one(aws_backup_plan.tables.rule).schedule == "cron(0 3 * * ? *)"
      && one(aws_backup_plan.tables.rule).schedule_expression_timezone == "Etc/UTC"
      && one(one(one(aws_backup_plan.tables.rule).copy_action).lifecycle).delete_after == 35
    )
    error_message = "A backup a day is copied and kept for 35 days."
  }

  assert {
    condition     = aws_backup_selection.tables.resources == toset([var.tables.records.arn])
    error_message = "Tables are chosen by their ARNs."
  }

  assert {
    condition     = [aws_iam_role.backup.name, aws_iam_role.restore.name] == ["inferway-test-backup-eu-west-1", "inferway-test-restore-eu-central-1"]
    error_message = "A role's name ends in the Region that it works in: roles are the account's."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.overdue.treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.overdue.evaluation_periods == 26
    error_message = "A day without a copy rings."
  }
}

run "accepts_cold_storage_and_a_lock" {
  command = plan

  variables {
    retention = { cold_after_days = 30, delete_after_days = 120 }
    copy      = { alarm_topic_arns = ["arn:aws:sns:eu-central-1:111111111111:alerts"], cold_after_days = 7, delete_after_days = 97 }
    lock      = { min_retention_days = 30, max_retention_days = 365, changeable_for_days = 3 }
  }
}

run "refuses_a_copy_beside_the_tables" {
  command = plan

  providers = {
    aws      = aws
    aws.copy = aws.beside
  }

  expect_failures = [data.aws_region.copy]
}

run "refuses_what_aws_backup_refuses" {
  command = plan

  variables {
    retention = { cold_after_days = 30, delete_after_days = 119 }
    copy      = { alarm_topic_arns = ["arn:aws:sns:eu-central-1:111111111111:alerts"], cold_after_days = 1, delete_after_days = 90 }
    lock      = { changeable_for_days = 2 }
    schedule  = { cron = "rate(1 day)" }
  }

  expect_failures = [var.copy, var.lock, var.retention, var.schedule]
}

run "refuses_more_than_one_an_hour_and_nothing_at_all" {
  command = plan

  variables {
    alarm_topic_arns = []
    copy             = { alarm_topic_arns = [] }
    retention        = { delete_after_days = 0 }
    schedule         = { cron = "cron(*/5 * * * ? *)" }
    tables           = {}
  }

  expect_failures = [var.alarm_topic_arns, var.copy, var.retention, var.schedule, var.tables]
}

run "refuses_backups_that_the_lock_would_refuse" {
  command = plan

  variables {
    retention = { delete_after_days = 7 }
    copy      = { alarm_topic_arns = ["arn:aws:sns:eu-central-1:111111111111:alerts"], delete_after_days = 400 }
    lock      = { min_retention_days = 8, max_retention_days = 365 }
  }

  expect_failures = [aws_backup_vault_lock_configuration.copy, aws_backup_vault_lock_configuration.home]
}

run "refuses_tables_of_another_region" {
  command = plan

  variables {
    tables = {
      records = {
        arn         = "arn:aws:dynamodb:us-east-1:111111111111:table/inferway-test-inferences"
        kms_key_arn = "arn:aws:kms:us-east-1:111111111111:key/00000000-0000-0000-0000-000000000000"
      }
    }
  }

  expect_failures = [aws_backup_selection.tables]
}
