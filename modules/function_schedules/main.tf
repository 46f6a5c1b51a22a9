# Calls functions by the clock, each with the time that it was due at.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.id
}

resource "aws_scheduler_schedule_group" "schedules" {
  name = var.name
}

resource "aws_scheduler_schedule" "schedules" {
  for_each = var.schedules

  name        = each.value.name
  description = each.value.description
  group_name  = aws_scheduler_schedule_group.schedules.name
  kms_key_arn = var.kms_key_arn

  schedule_expression          = each.value.expression
  schedule_expression_timezone = each.value.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = each.value.function_arn
    role_arn = aws_iam_role.schedules.arn
    # What is due is due by this time, however late or often it is delivered. Not
    # jsonencode(), which would write "<" as a code that Scheduler does not know.
    input = "{\"scheduled_time\": \"<aws.scheduler.scheduled-time>\"}"

    retry_policy {
      maximum_event_age_in_seconds = each.value.maximum_age_seconds
      maximum_retry_attempts       = each.value.retries
    }

    dynamic "dead_letter_config" {
      for_each = var.dead_letter_queue[*]

      content {
        arn = dead_letter_config.value.arn
      }
    }
  }

  # Scheduler asks whether it may take the role.
  depends_on = [aws_iam_role_policy.schedules]
}
