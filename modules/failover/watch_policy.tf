# What the watch's code does, and nothing else: it reads, but for its marks, its own
# memory and what it tells.

locals {
  check_ids = {
    home             = aws_route53_health_check.home.id
    home_endpoint    = aws_route53_health_check.endpoint["home"].id
    home_switch      = aws_route53_health_check.switch.id
    standby_endpoint = aws_route53_health_check.endpoint["standby"].id
  }

  # Without the keys, which are the policy's business.
  models = var.models == null ? null : {
    pointer_key    = var.models.pointer_key
    home_bucket    = var.models.home.bucket
    standby_bucket = var.models.standby.bucket
  }

  # By Region, which the keys are used through.
  model_stores = var.models == null ? {} : {
    (var.home.region) = var.models.home
    (local.region)    = var.models.standby
  }
}

data "aws_iam_policy_document" "watch" {
  statement {
    sid     = "AskTheHealthChecks"
    actions = ["route53:GetHealthCheck"]
    resources = [
      for id in values(local.check_ids) : "arn:${local.partition}:route53:::healthcheck/${id}"
    ]
  }

  statement {
    sid       = "MarkReplicationAndRemember"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = [var.config_table.arn, local.home_config_table_arn]
  }

  statement {
    sid       = "SeeTheReplicas"
    actions   = ["dynamodb:DescribeTable"]
    resources = [var.config_table.arn, var.records_table.arn]
  }

  statement {
    sid       = "ReadUnfinishedRecords"
    actions   = ["dynamodb:GetItem"]
    resources = [var.records_table.arn]
  }

  statement {
    sid       = "FindUnfinishedRecords"
    actions   = ["dynamodb:Query"]
    resources = [var.records_table.index_arn]
  }

  statement {
    sid     = "UseTheKeysOfTables"
    actions = ["kms:Decrypt"]
    resources = distinct([
      var.config_table.kms_key_arn,
      var.records_table.kms_key_arn,
      var.home.tables_kms_key_arn,
    ])

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = [for region in [local.region, var.home.region] : "dynamodb.${region}.amazonaws.com"]
    }
  }

  statement {
    sid     = "ReadReplicationLatency"
    actions = ["cloudwatch:GetMetricStatistics"]
    # CloudWatch has no resources to name for it.
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = length(local.model_stores) > 0 ? ["watched"] : []

    content {
      sid     = "ReadTheModels"
      actions = ["s3:GetObject", "s3:GetObjectVersion"]
      resources = [
        for store in values(local.model_stores) : "arn:${local.partition}:s3:::${store.bucket}/*"
      ]
    }
  }

  # Without it S3 answers 403 for what is not there.
  dynamic "statement" {
    for_each = length(local.model_stores) > 0 ? ["watched"] : []

    content {
      sid     = "TellMissingFromForbidden"
      actions = ["s3:ListBucket"]
      resources = [
        for store in values(local.model_stores) : "arn:${local.partition}:s3:::${store.bucket}"
      ]
    }
  }

  dynamic "statement" {
    for_each = length(local.model_stores) > 0 ? ["watched"] : []

    content {
      sid       = "UseTheKeysOfModels"
      actions   = ["kms:Decrypt"]
      resources = distinct([for store in values(local.model_stores) : store.kms_key_arn])

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = [for region in keys(local.model_stores) : "s3.${region}.amazonaws.com"]
      }
    }
  }

  statement {
    sid       = "TellPeople"
    actions   = ["sns:Publish"]
    resources = [module.topic.arn]
  }

  statement {
    sid       = "EncryptWhatIsTold"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sns.${local.region}.amazonaws.com"]
    }
  }
}
