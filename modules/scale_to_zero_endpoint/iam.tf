locals {
  repository_arn = "arn:${local.partition}:ecr:${local.repository.region}:${local.repository.registry_id}:repository/${local.repository.name}"
  ec2_arn        = "arn:${local.partition}:ec2:${local.region}:${local.account_id}"
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

  name   = local.endpoint_name
  region = local.region
}

resource "aws_iam_role" "endpoint" {
  name                 = module.role_name.name
  description          = "What the endpoint ${local.endpoint_name} may do."
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
    try(local.pinned.name, null),
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
    for_each = local.pinned == null ? ["live"] : []

    content {
      sid       = "ReadThePointer"
      actions   = ["s3:GetObject"]
      resources = ["${var.model_store.bucket_arn}/${var.model_store.pointer_key}"]
    }
  }

  # S3 tells only who may list that nothing was promoted yet, which is no fault:
  # the store and the endpoint are made by one apply.
  dynamic "statement" {
    for_each = local.pinned == null ? ["live"] : []

    content {
      sid       = "SeeThatThereIsNoPointer"
      actions   = ["s3:ListBucket"]
      resources = [var.model_store.bucket_arn]
    }
  }

  # By version, so that what the pointer names cannot be exchanged.
  dynamic "statement" {
    for_each = local.pinned == null ? ["live"] : []

    content {
      sid       = "ReadPinnedModels"
      actions   = ["s3:GetObjectVersion"]
      resources = ["${var.model_store.bucket_arn}/models/*"]
    }
  }

  # Of any version of this model: an update that fails goes back to the one
  # before. The manifest's SHA-256 says what is loaded.
  dynamic "statement" {
    for_each = local.pinned[*]
    iterator = pinned

    content {
      sid       = "ReadTheArchive"
      actions   = ["s3:GetObject"]
      resources = ["${var.model_store.bucket_arn}/models/${pinned.value.name}/*/model.tar.gz"]
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
  policy = data.aws_iam_policy_document.operate.json

  lifecycle {
    create_before_destroy = true
  }
}
