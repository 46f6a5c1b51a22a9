locals {
  # By the clock and not by a rate, which would count from the apply.
  schedules = {
    window = {
      description = "Begins a batch window of ${var.name}."
      arn         = module.window.alias_arn
      minutes     = var.batch.window_minutes
    }
    sweeper = {
      description = "Looks for unattended inferences of ${var.name}."
      arn         = module.sweeper.alias_arn
      minutes     = var.batch.sweep_minutes
    }
  }
}

resource "aws_scheduler_schedule_group" "inferences" {
  name = var.name
}

resource "aws_scheduler_schedule" "inferences" {
  for_each = local.schedules

  name        = "${var.name}-${each.key}"
  description = each.value.description
  group_name  = aws_scheduler_schedule_group.inferences.name
  kms_key_arn = var.kms_key_arn

  schedule_expression          = "cron(${each.value.minutes == 60 ? "0" : "0/${each.value.minutes}"} * * * ? *)"
  schedule_expression_timezone = "UTC"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = each.value.arn
    role_arn = aws_iam_role.scheduler.arn
    # What is due is due by this time, however late or often it is delivered. Not
    # jsonencode(), which would write "<" as a code that Scheduler does not know.
    input = "{\"scheduled_time\": \"<aws.scheduler.scheduled-time>\"}"

    # What is later than the next one is of no use any more.
    retry_policy {
      maximum_event_age_in_seconds = max(60, each.value.minutes * 60)
      maximum_retry_attempts       = 10
    }

    dead_letter_config {
      arn = aws_sqs_queue.dead_letters.arn
    }
  }

  # Scheduler asks whether it may take the role.
  depends_on = [aws_iam_role_policy.scheduler]
}

data "aws_iam_policy_document" "scheduler_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    # Scheduler names the group, and not the schedule.
    # https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_scheduler_schedule_group.inferences.arn]
    }
  }
}

module "schedules_role_name" {
  source = "../role_name"

  name   = "${var.name}-schedules"
  region = local.region
}

resource "aws_iam_role" "scheduler" {
  name                 = module.schedules_role_name.name
  description          = "What the schedules of ${var.name} may do."
  assume_role_policy   = data.aws_iam_policy_document.scheduler_assume.json
  permissions_boundary = var.permissions_boundary_arn

  # Another name is another role: what takes it is never without one.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iam_role_policy" "scheduler" {
  name   = "schedules"
  role   = aws_iam_role.scheduler.id
  policy = data.aws_iam_policy_document.scheduler.json
}

data "aws_iam_policy_document" "scheduler" {
  statement {
    sid       = "RunTheFunctions"
    actions   = ["lambda:InvokeFunction"]
    resources = [module.sweeper.alias_arn, module.window.alias_arn]
  }

  statement {
    sid       = "KeepWhatNeverGotThrough"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.dead_letters.arn]
  }

  statement {
    sid       = "EncryptWhatNeverGotThrough"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = [local.via["sqs"]]
    }
  }

  # The schedules themselves are encrypted.
  statement {
    sid       = "ReadTheSchedules"
    actions   = ["kms:Decrypt"]
    resources = [var.kms_key_arn]

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:scheduler:schedule:arn"
      values   = ["arn:${local.partition}:scheduler:${local.region}:${local.account_id}:schedule/${var.name}/*"]
    }
  }
}
