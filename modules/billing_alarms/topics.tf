# A topic for each level, and one key for all that the services may use: with
# AWS's own key, alias/aws/sns, every alert is lost in silence.

resource "aws_kms_key" "alerts" {
  description             = "Encrypts what ${var.name_prefix} tells of the bill."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "alerts" {
  name          = "alias/${var.name_prefix}-billing"
  target_key_id = aws_kms_key.alerts.key_id
}

locals {
  # By service, the levels that it tells.
  publishers = {
    "budgets.amazonaws.com"    = [local.budget_level]
    "cloudwatch.amazonaws.com" = keys(var.levels)
    "costalerts.amazonaws.com" = [local.anomalies_level]
  }
}

data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109:A key policy says who may manage the key; without the account itself nobody could.
  #checkov:skip=CKV_AWS_111:In a key policy "*" is this key.
  #checkov:skip=CKV_AWS_356:In a key policy "*" is this key.

  # Hands the decision to IAM.
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
    sid       = "AlertsOfThisAccountAreEncrypted"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = keys(local.publishers)
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_sns_topic" "level" {
  for_each = var.levels

  name              = "${var.name_prefix}-bill-${each.key}"
  kms_master_key_id = aws_kms_key.alerts.arn
}

data "aws_iam_policy_document" "level" {
  for_each = var.levels

  statement {
    sid       = "AlertsOfThisAccountArePublished"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.level[each.key].arn]

    principals {
      type        = "Service"
      identifiers = [for service, levels in local.publishers : service if contains(levels, each.key)]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "level" {
  for_each = var.levels

  arn    = aws_sns_topic.level[each.key].arn
  policy = data.aws_iam_policy_document.level[each.key].json
}
