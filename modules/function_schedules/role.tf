data "aws_iam_policy_document" "assume" {
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
      values   = [aws_scheduler_schedule_group.schedules.arn]
    }
  }
}

module "role_name" {
  source = "../role_name"

  name   = "${var.name}-schedule"
  region = local.region
}

resource "aws_iam_role" "schedules" {
  name                 = module.role_name.name
  description          = "What the schedules of ${var.name} may do."
  assume_role_policy   = data.aws_iam_policy_document.assume.json
  permissions_boundary = var.permissions_boundary_arn

  # Another name is another role: what takes it is never without one.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iam_role_policy" "schedules" {
  name   = "schedule"
  role   = aws_iam_role.schedules.id
  policy = data.aws_iam_policy_document.schedules.json
}

data "aws_iam_policy_document" "schedules" {
  statement {
    sid       = "RunTheFunctions"
    actions   = ["lambda:InvokeFunction"]
    resources = distinct(sort([for schedule in values(var.schedules) : schedule.function_arn]))
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

  dynamic "statement" {
    for_each = var.dead_letter_queue[*]
    iterator = queue

    content {
      sid       = "KeepWhatNeverGotThrough"
      actions   = ["sqs:SendMessage"]
      resources = [queue.value.arn]
    }
  }

  dynamic "statement" {
    for_each = var.dead_letter_queue[*]
    iterator = queue

    content {
      sid       = "EncryptWhatNeverGotThrough"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [queue.value.kms_key_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["sqs.${local.region}.amazonaws.com"]
      }
    }
  }
}
