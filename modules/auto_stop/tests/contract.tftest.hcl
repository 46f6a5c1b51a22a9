# What the module refuses, and what its function may do by action. What it creates
# is asked of the local AWS, in tests/terraform/test_auto_stop.py.

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

  mock_data "aws_ecr_image" {
    defaults = { image_tags = ["1.0.0"] }
  }
}

variables {
  name                    = "inferway-test-auto-stop"
  covers                  = { name_prefix = "inferway-test-" }
  stopped_parameters_path = "/inferway/inferway-test/stopped"
  kms_key_arn             = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
  alarm_topic_arns        = ["arn:aws:sns:eu-west-1:111111111111:alerts"]

  image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/auto-stop"
    digest         = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
  }
}

run "looks_each_hour_and_changes_nothing_until_it_is_told_to" {
  command = plan

  assert {
    condition     = module.schedules.expressions == { look = "cron(0 * * * ? *)" }
    error_message = "It looks each hour."
  }

  assert {
    condition     = !local.acts && !local.deletes
    error_message = "Dry run is the default, and has no permission to change anything."
  }
}

run "who_reduces_may_not_delete" {
  command = plan

  variables {
    action  = "reduce"
    dry_run = false
  }

  assert {
    condition     = local.acts && !local.deletes
    error_message = "Reducing deletes nothing."
  }
}

run "who_reports_may_change_nothing" {
  command = plan

  variables {
    action  = "report"
    dry_run = false
  }

  assert {
    condition     = !local.acts && !local.deletes
    error_message = "Reporting changes nothing."
  }
}

run "everything_may_be_covered_where_it_is_confirmed" {
  command = plan

  variables {
    covers   = { everything = true }
    dry_run  = false
    schedule = { expression = "rate(30 minutes)", timezone = "Europe/Berlin" }
  }

  assert {
    condition     = local.deletes
    error_message = "Deleting is the default action."
  }
}

run "refuses_to_stop_everything_unasked" {
  command = plan

  variables {
    covers = {}
  }

  expect_failures = [var.covers]
}

run "refuses_everything_and_a_part_of_it" {
  command = plan

  variables {
    covers = { everything = true, name_prefix = "inferway-test-" }
  }

  expect_failures = [var.covers]
}

run "refuses_what_cannot_be" {
  command = plan

  variables {
    action                  = "destroy"
    alarm_topic_arns        = []
    log_level               = "LOUD"
    name                    = "inferway/test"
    stopped_parameters_path = "/inferway/test/"
    timeout_seconds         = 30
    window_minutes          = 14
  }

  expect_failures = [
    var.action,
    var.alarm_topic_arns,
    var.log_level,
    var.name,
    var.stopped_parameters_path,
    var.timeout_seconds,
    var.window_minutes,
  ]
}

run "refuses_a_window_of_more_than_a_day" {
  command = plan

  variables {
    schedule       = { timezone = "US/Eastern" }
    window_minutes = 1441
  }

  expect_failures = [var.schedule, var.window_minutes]
}

run "refuses_a_schedule_that_is_once" {
  command = plan

  variables {
    schedule                = { expression = "at(2026-11-22T13:00:00)" }
    stopped_parameters_path = "/aws/stopped"
  }

  expect_failures = [var.schedule, var.stopped_parameters_path]
}

run "refuses_five_fields_of_cron" {
  command = plan

  variables {
    schedule = { expression = "cron(0 * * * *)" }
  }

  expect_failures = [var.schedule]
}
