# What operates the rest: the key for logs, environments, queues and alerts, and
# the topic that hears of trouble.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
}

resource "aws_kms_key" "operations" {
  description             = "Encrypts logs, environments, queues and alerts of ${var.name_prefix}."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.operations_key.json
}

resource "aws_kms_alias" "operations" {
  name          = "alias/${var.name_prefix}-operations"
  target_key_id = aws_kms_key.operations.key_id
}

data "aws_iam_policy_document" "operations_key" {
  #checkov:skip=CKV_AWS_109:A key policy says who may manage the key; without the account itself nobody could.
  #checkov:skip=CKV_AWS_111:In a key policy "*" is this key.
  #checkov:skip=CKV_AWS_356:In a key policy "*" is this key.

  # Hands the decision to IAM: each role is allowed the little that it needs.
  statement {
    sid       = "PoliciesOfThisAccountDecide"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account_id}:root"]
    }
  }

  statement {
    sid = "LogsOfThisAccountAreEncrypted"
    actions = [
      "kms:Decrypt*",
      "kms:Describe*",
      "kms:Encrypt*",
      "kms:GenerateDataKey*",
      "kms:ReEncrypt*",
    ]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${data.aws_region.current.id}.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:${local.partition}:logs:${data.aws_region.current.id}:${local.account_id}:log-group:*"]
    }
  }

  # Events that never got through are kept in an encrypted queue.
  statement {
    sid       = "EventsOfThisAccountAreKept"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:events:${data.aws_region.current.id}:${local.account_id}:rule/*"]
    }
  }

  # Without this every alert is lost, and nobody is told.
  statement {
    sid       = "AlarmsOfThisAccountMayPublish"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_sns_topic" "alerts" {
  name              = "${var.name_prefix}-alerts"
  kms_master_key_id = aws_kms_key.operations.arn
}

data "aws_iam_policy_document" "alerts" {
  statement {
    sid       = "AlarmsOfThisAccountMayPublish"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "alerts" {
  arn    = aws_sns_topic.alerts.arn
  policy = data.aws_iam_policy_document.alerts.json
}

resource "aws_sns_topic_subscription" "email" {
  for_each = var.alert_emails

  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "email"
  endpoint  = each.value
}

# Warns, and does not fail the apply: an unconfirmed address is a person's
# omission, and everything else is right without it.
check "alerts_reach_people" {
  assert {
    condition     = alltrue([for email in values(aws_sns_topic_subscription.email) : !email.pending_confirmation])
    error_message = "At least one address in alert_emails has not confirmed the e-mail of AWS, and receives no alert until it does."
  }
}
