# What an endpoint's containers run as: the role, and what every endpoint reads.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.id

  repository_arn = "arn:${local.partition}:ecr:${var.repository.region}:${var.repository.registry_id}:repository/${var.repository.name}"
}

data "aws_iam_policy_document" "assume" {
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

# One for each endpoint: while another one takes over, both have what they need.
module "role_name" {
  source = "../role_name"

  name   = var.name
  region = local.region
}

resource "aws_iam_role" "endpoint" {
  name                 = module.role_name.name
  description          = "What the endpoint ${var.name} may do."
  assume_role_policy   = data.aws_iam_policy_document.assume.json
  permissions_boundary = var.permissions_boundary_arn

  lifecycle {
    create_before_destroy = true
  }
}

# What is served next and what was served before may read different things, and
# an update that fails goes back: so the old permission goes last.
resource "aws_iam_role_policy" "read" {
  name = "read-${substr(sha256(jsonencode([
    local.repository_arn,
    var.model_store,
    var.pinned_model,
  ])), 0, 16)}"
  role   = aws_iam_role.endpoint.id
  policy = data.aws_iam_policy_document.read.json

  lifecycle {
    create_before_destroy = true
  }
}

data "aws_iam_policy_document" "read" {
  statement {
    sid     = "LogInToTheRegistry"
    actions = ["ecr:GetAuthorizationToken"]
    # There is one registry an account, and nothing to name.
    resources = ["*"]
  }

  statement {
    sid       = "PullTheImage"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [local.repository_arn]
  }

  dynamic "statement" {
    for_each = var.pinned_model == null ? ["live"] : []

    content {
      sid       = "ReadThePointer"
      actions   = ["s3:GetObject"]
      resources = ["${var.model_store.bucket_arn}/${var.model_store.pointer_key}"]
    }
  }

  # S3 tells only who may list that nothing was promoted yet, which is no fault:
  # the store and the endpoint are made by one apply.
  dynamic "statement" {
    for_each = var.pinned_model == null ? ["live"] : []

    content {
      sid       = "SeeThatThereIsNoPointer"
      actions   = ["s3:ListBucket"]
      resources = [var.model_store.bucket_arn]
    }
  }

  # By version, so that what the pointer names cannot be exchanged.
  dynamic "statement" {
    for_each = var.pinned_model == null ? ["live"] : []

    content {
      sid       = "ReadPinnedModels"
      actions   = ["s3:GetObjectVersion"]
      resources = ["${var.model_store.bucket_arn}/models/*"]
    }
  }

  # Of any version of this model: an update that fails goes back to the one
  # before, and SageMaker does not ask. The manifest's SHA-256 says what is loaded.
  dynamic "statement" {
    for_each = var.pinned_model[*]
    iterator = pinned_model

    content {
      sid       = "ReadTheArchive"
      actions   = ["s3:GetObject"]
      resources = ["${var.model_store.bucket_arn}/models/${pinned_model.value}/*/model.tar.gz"]
    }
  }

  statement {
    sid       = "DecryptModels"
    actions   = ["kms:Decrypt"]
    resources = [var.model_store.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${local.region}.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "operate" {
  name   = "operate"
  role   = aws_iam_role.endpoint.id
  policy = var.operate_policy_json

  lifecycle {
    create_before_destroy = true
  }
}
