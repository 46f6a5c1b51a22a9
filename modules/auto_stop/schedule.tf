resource "aws_scheduler_schedule_group" "auto_stop" {
  name = var.name
}

resource "aws_scheduler_schedule" "auto_stop" {
  name        = var.name
  description = "Looks for endpoints that nobody uses."
  group_name  = aws_scheduler_schedule_group.auto_stop.name
  kms_key_arn = var.kms_key_arn

  schedule_expression          = var.schedule.expression
  schedule_expression_timezone = var.schedule.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = module.function.alias_arn
    role_arn = aws_iam_role.scheduler.arn
    # What is idle is idle at this time, however late it is delivered. Not
    # jsonencode(), which would write "<" as a code that Scheduler does not know.
    input = "{\"scheduled_time\": \"<aws.scheduler.scheduled-time>\"}"

    retry_policy {
      maximum_event_age_in_seconds = var.schedule.retry_minutes * 60
      maximum_retry_attempts       = var.schedule.retries
    }

    dead_letter_config {
      arn = aws_sqs_queue.dead_letters.arn
    }
  }

  # Scheduler asks whether it may take the role.
  depends_on = [aws_iam_role_policy.scheduler]
}

# Runs that never reached the function. Nothing else would remember them.
resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name}-dead-letters"
  kms_master_key_id         = var.kms_key_arn
  message_retention_seconds = 14 * 24 * 3600 # the longest that SQS keeps one
}

data "aws_iam_policy_document" "scheduler_assume" {
  statement {
    sid     = "OwnSchedulesOnly"
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
      values   = [aws_scheduler_schedule_group.auto_stop.arn]
    }
  }
}

module "schedule_role_name" {
  source = "../role_name"

  name   = "${var.name}-schedule"
  region = local.region
}

resource "aws_iam_role" "scheduler" {
  name                 = module.schedule_role_name.name
  description          = "What the schedule of ${var.name} may do."
  assume_role_policy   = data.aws_iam_policy_document.scheduler_assume.json
  permissions_boundary = var.permissions_boundary_arn

  # Another name is another role: what takes it is never without one.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iam_role_policy" "scheduler" {
  name   = "schedule"
  role   = aws_iam_role.scheduler.id
  policy = data.aws_iam_policy_document.scheduler.json
}

data "aws_iam_policy_document" "scheduler" {
  statement {
    sid       = "RunTheFunction"
    actions   = ["lambda:InvokeFunction"]
    resources = [module.function.alias_arn]
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
      values   = ["sqs.${local.region}.amazonaws.com"]
    }
  }

  # The schedule itself is encrypted.
  statement {
    sid       = "ReadTheSchedule"
    actions   = ["kms:Decrypt"]
    resources = [var.kms_key_arn]

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:scheduler:schedule:arn"
      values   = ["arn:${local.partition}:scheduler:${local.region}:${local.account_id}:schedule/${var.name}/*"]
    }
  }
}
