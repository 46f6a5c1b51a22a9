# What lets the schedule begin the watch.

data "aws_iam_policy_document" "watch_schedule_assume" {
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
      values   = [aws_scheduler_schedule_group.watch.arn]
    }
  }
}

module "watch_schedule_role_name" {
  source = "../role_name"

  name   = "${local.watch_name}-schedule"
  region = local.region
}

resource "aws_iam_role" "watch_schedule" {
  name                 = module.watch_schedule_role_name.name
  description          = "What the schedule of ${local.watch_name} may do."
  assume_role_policy   = data.aws_iam_policy_document.watch_schedule_assume.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "watch_schedule" {
  name   = "schedule"
  role   = aws_iam_role.watch_schedule.id
  policy = data.aws_iam_policy_document.watch_schedule.json
}

data "aws_iam_policy_document" "watch_schedule" {
  statement {
    sid       = "Look"
    actions   = ["lambda:InvokeFunction"]
    resources = [module.watch.alias_arn]
  }

  # The schedule itself is encrypted.
  statement {
    sid       = "ReadTheSchedule"
    actions   = ["kms:Decrypt"]
    resources = [var.kms_key_arn]

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:scheduler:schedule:arn"
      values   = ["arn:${local.partition}:scheduler:${local.region}:${local.account_id}:schedule/${local.watch_name}/*"]
    }
  }
}
