locals {
  # Both are Standard: a run is kept for 90 days, and a name is used once.
  definitions = {
    failover = "failover.asl.json"
    failback = "failback.asl.json"
  }

  machine_names = {
    failover = var.name
    failback = "${var.name}-failback"
  }
}

resource "aws_sfn_state_machine" "workflow" {
  #checkov:skip=CKV_AWS_284:Traces are billed one by one: whether executions are followed is the caller's to say, by var.tracing.
  #checkov:skip=CKV_AWS_285:Errors are logged, and no execution data: IDs of inferences would be among it.
  for_each = local.definitions

  name     = local.machine_names[each.key]
  role_arn = aws_iam_role.workflow.arn
  type     = "STANDARD"

  definition = templatefile("${path.module}/definitions/${each.value}", {
    name              = var.name
    step_function_arn = module.step.alias_arn
    topic_arn         = module.topic.arn
  })

  logging_configuration {
    include_execution_data = false
    level                  = "ERROR"
    log_destination        = "${aws_cloudwatch_log_group.workflow.arn}:*"
  }

  tracing_configuration {
    enabled = var.tracing
  }

  # Step Functions asks whether the role may write logs.
  depends_on = [aws_iam_role_policy.workflow]
}

resource "aws_cloudwatch_log_group" "workflow" {
  # Under this prefix one resource policy of the account serves every group.
  name              = "/aws/vendedlogs/states/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

data "aws_iam_policy_document" "workflow_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["states.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = values(local.arn_of)
    }
  }
}

module "workflow_role_name" {
  source = "../role_name"

  name   = "${var.name}-workflow"
  region = local.region
}

resource "aws_iam_role" "workflow" {
  name                 = module.workflow_role_name.name
  description          = "What the state machines of ${var.name} may do."
  assume_role_policy   = data.aws_iam_policy_document.workflow_assume.json
  permissions_boundary = var.permissions_boundary_arn

  # Another name is another role: what takes it is never without one.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iam_role_policy" "workflow" {
  name   = "workflow"
  role   = aws_iam_role.workflow.id
  policy = data.aws_iam_policy_document.workflow.json
}

data "aws_iam_policy_document" "workflow" {
  statement {
    sid       = "TakeSteps"
    actions   = ["lambda:InvokeFunction"]
    resources = [module.step.alias_arn]
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

  # https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
  statement {
    sid = "DeliverLogs"
    actions = [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ]
    # Log deliveries have no ARNs.
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = var.tracing ? ["enabled"] : []

    content {
      sid     = "WriteTraces"
      actions = ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"]
      # X-Ray has no resources to name.
      resources = ["*"]
    }
  }
}
