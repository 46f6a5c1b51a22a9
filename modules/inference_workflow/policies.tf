# What each function's code does, and nothing else. What several do is said once.

locals {
  target_arns = compact([
    try(var.targets.provisioned.endpoint_arn, null),
    try(var.targets.provisioned.component_arn, null),
    try(var.targets.serverless.endpoint_arn, null),
  ])
}

data "aws_iam_policy_document" "records" {
  statement {
    sid       = "ReadAndWriteRecords"
    actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
    resources = [var.records_table.arn]
  }

  statement {
    sid       = "UseTheKeyOfRecords"
    actions   = ["kms:Decrypt"]
    resources = [var.records_table.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = [local.via["dynamodb"]]
    }
  }
}

data "aws_iam_policy_document" "documents" {
  statement {
    sid       = "UseTheKeyOfDocuments"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = [local.via["s3"]]
    }
  }
}

data "aws_iam_policy_document" "step" {
  source_policy_documents = [
    data.aws_iam_policy_document.records.json,
    data.aws_iam_policy_document.documents.json,
  ]

  statement {
    sid       = "ReadPayloads"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.inferences.arn}/payloads/*"]
  }

  # Without it S3 says 403 of what is missing, and a payload that is on its way from
  # another Region looks like one that nobody may read.
  statement {
    sid       = "TellWhatIsMissing"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.inferences.arn]
  }

  statement {
    sid       = "WriteResults"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.inferences.arn}/results/*"]
  }

  dynamic "statement" {
    for_each = length(local.target_arns) > 0 ? ["targets"] : []

    content {
      sid       = "AskEndpoints"
      actions   = ["sagemaker:InvokeEndpoint"]
      resources = local.target_arns
    }
  }

  statement {
    sid       = "QueueForAWindow"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.windows.arn]
  }

  # A record that has ended has nothing to wait for.
  statement {
    sid       = "EndAWait"
    actions   = ["states:SendTaskSuccess"]
    resources = [local.arn_of.state_machine]
  }
}

data "aws_iam_policy_document" "sweeper" {
  source_policy_documents = [data.aws_iam_policy_document.records.json]

  statement {
    sid       = "FindUnattendedRecords"
    actions   = ["dynamodb:Query"]
    resources = [var.records_table.index_arn]
  }

  statement {
    sid       = "StartAgain"
    actions   = ["states:StartExecution"]
    resources = [local.arn_of.state_machine]
  }

  statement {
    sid       = "LookAtExecutions"
    actions   = ["states:DescribeExecution"]
    resources = [local.arn_of.execution]
  }

  statement {
    sid       = "LookAtJobs"
    actions   = ["sagemaker:DescribeTransformJob"]
    resources = [local.arn_of.transform_job]
  }

  statement {
    sid       = "HaveResultsCollected"
    actions   = ["lambda:InvokeFunction"]
    resources = [module.results.alias_arn]
  }
}
