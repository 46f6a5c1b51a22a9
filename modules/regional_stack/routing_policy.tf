# What the routing function's code does, and nothing else.
data "aws_iam_policy_document" "routing" {
  statement {
    sid       = "ReadAndWriteRecords"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [var.inference_tables.records.arn]
  }

  statement {
    sid       = "ReadTheConfig"
    actions   = ["dynamodb:Query"]
    resources = [var.inference_tables.config.index_arn]
  }

  # The table of the index: .../table/NAME of .../table/NAME/index/INDEX.
  statement {
    sid       = "ReadWhichRegionServes"
    actions   = ["dynamodb:GetItem"]
    resources = [dirname(dirname(var.inference_tables.config.index_arn))]
  }

  statement {
    sid       = "UseTheKeyOfTables"
    actions   = ["kms:Decrypt"]
    resources = [var.inference_tables.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.${data.aws_region.current.id}.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadAndWriteDocuments"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${module.inference_workflow.bucket.arn}/payloads/*", "${module.inference_workflow.bucket.arn}/results/*"]
  }

  statement {
    sid       = "UseTheKeyOfDocuments"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.operations.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${data.aws_region.current.id}.amazonaws.com"]
    }
  }

  dynamic "statement" {
    for_each = length(compact(values(local.routed))) > 0 ? ["targets"] : []

    content {
      sid       = "AskEndpoints"
      actions   = ["sagemaker:InvokeEndpoint"]
      resources = module.inference_workflow.target_arns
    }
  }

  statement {
    sid       = "BeginTheWorkflow"
    actions   = ["states:StartExecution"]
    resources = [module.inference_workflow.state_machine_arn]
  }
}
