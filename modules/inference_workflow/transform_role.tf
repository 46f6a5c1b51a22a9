locals {
  # One group an account, which SageMaker makes with the first job.
  transform_logs = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:/aws/sagemaker/TransformJobs"
}

data "aws_iam_policy_document" "transform_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["sagemaker.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

module "transform_role_name" {
  source = "../role_name"

  name   = "${var.name}-transform"
  region = local.region
}

resource "aws_iam_role" "transform" {
  name                 = module.transform_role_name.name
  description          = "What the transform jobs of ${var.name} may do."
  assume_role_policy   = data.aws_iam_policy_document.transform_assume.json
  permissions_boundary = var.permissions_boundary_arn

  # Another name is another role: what takes it is never without one.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iam_role_policy" "transform" {
  name   = "transform"
  role   = aws_iam_role.transform.id
  policy = data.aws_iam_policy_document.transform.json
}

data "aws_iam_policy_document" "transform" {
  statement {
    sid     = "LogInToTheRegistry"
    actions = ["ecr:GetAuthorizationToken"]
    # There is one registry an account, and nothing to name.
    resources = ["*"]
  }

  statement {
    sid       = "PullTheImage"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = ["arn:${local.partition}:ecr:${local.repository.region}:${local.repository.registry_id}:repository/${local.repository.name}"]
  }

  statement {
    sid       = "ReadThePointer"
    actions   = ["s3:GetObject"]
    resources = ["${var.model_store.bucket_arn}/${var.model_store.pointer_key}"]
  }

  # S3 tells only who may list that nothing was promoted yet.
  statement {
    sid       = "SeeThatThereIsNoPointer"
    actions   = ["s3:ListBucket"]
    resources = [var.model_store.bucket_arn]
  }

  # By version, so that what the pointer names cannot be exchanged.
  statement {
    sid       = "ReadPinnedModels"
    actions   = ["s3:GetObjectVersion"]
    resources = ["${var.model_store.bucket_arn}/models/*"]
  }

  statement {
    sid       = "DecryptModels"
    actions   = ["kms:Decrypt"]
    resources = [var.model_store.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = [local.via["s3"]]
    }
  }

  statement {
    sid       = "FindWindows"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.inferences.arn]
  }

  statement {
    sid       = "ReadWindows"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.inferences.arn}/windows/*/input.jsonl"]
  }

  statement {
    sid       = "WriteAnswers"
    actions   = ["s3:AbortMultipartUpload", "s3:PutObject"]
    resources = ["${aws_s3_bucket.inferences.arn}/windows/*/out/*"]
  }

  statement {
    sid       = "UseTheKeyOfWindows"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = [local.via["s3"]]
    }
  }

  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = [local.transform_logs, "${local.transform_logs}:*"]
  }

  # Processors and memory of the instances, which SageMaker reports in the
  # role's name.
  statement {
    sid     = "ReportTheInstances"
    actions = ["cloudwatch:PutMetricData"]
    # A metric has no ARN.
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "cloudwatch:namespace"
      values   = ["/aws/sagemaker/TransformJobs"]
    }
  }
}
