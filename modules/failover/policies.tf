# What each function's code does, and nothing else.

data "aws_iam_policy_document" "begin" {
  statement {
    sid       = "BeginTheWorkflow"
    actions   = ["states:StartExecution"]
    resources = [local.arn_of.failover]
  }
}

data "aws_iam_policy_document" "step" {
  statement {
    sid     = "AskTheHealthChecks"
    actions = ["route53:GetHealthCheck", "route53:GetHealthCheckStatus"]
    resources = [
      for check in [aws_route53_health_check.endpoint["home"], aws_route53_health_check.switch] :
      "arn:${local.partition}:route53:::healthcheck/${check.id}"
    ]
  }

  statement {
    sid       = "SayWhoServesAndMarkReplication"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = [var.config_table.arn, local.home_config_table_arn]
  }

  statement {
    sid       = "AdoptRecords"
    actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
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

  statement {
    sid       = "BeginInferencesAgain"
    actions   = ["states:StartExecution"]
    resources = [var.inference_state_machine_arn]
  }
}

data "aws_iam_policy_document" "bus_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

data "aws_iam_policy_document" "bus" {
  statement {
    sid       = "TellThisRegion"
    actions   = ["events:PutEvents"]
    resources = [local.bus_arn]
  }
}

module "bus_role_name" {
  source = "../role_name"

  name   = "${var.name}-bus"
  region = local.region
}

resource "aws_iam_role" "bus" {
  count = local.region == "us-east-1" ? 0 : 1

  name                 = module.bus_role_name.name
  description          = "Lets EventBridge tell ${local.region} what happens in us-east-1."
  assume_role_policy   = data.aws_iam_policy_document.bus_assume.json
  permissions_boundary = var.permissions_boundary_arn

  # Another name is another role: what takes it is never without one.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iam_role_policy" "bus" {
  count = local.region == "us-east-1" ? 0 : 1

  name   = "bus"
  role   = aws_iam_role.bus[0].id
  policy = data.aws_iam_policy_document.bus.json
}
