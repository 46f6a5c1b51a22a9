locals {
  via_s3 = "s3.${local.region}.amazonaws.com"

  repository_arn = "arn:${local.partition}:ecr:${local.repository.region}:${local.repository.registry_id}:repository/${local.repository.name}"

  # What is written to S3, and under which key.
  failure_s3_uri = try(coalesce(var.async.failure_s3_uri, "${trimsuffix(var.async.output_s3_uri, "/")}/failures"), null)
  written = {
    for what, to in {
      Answers  = { uri = try(var.async.output_s3_uri, null), key = try(var.async.kms_key_arn, null) }
      Captures = { uri = try(var.data_capture.destination_s3_uri, null), key = try(var.data_capture.kms_key_arn, null) }
      Failures = { uri = local.failure_s3_uri, key = try(var.async.kms_key_arn, null) }
    } : what => { arn = local.folder_arn[to.uri], key = to.key } if to.uri != null
  }
  folder_arn = {
    for uri in compact([
      try(var.async.input_s3_uri, null),
      try(var.async.output_s3_uri, null),
      try(var.data_capture.destination_s3_uri, null),
      local.failure_s3_uri,
    ]) : uri => "arn:${local.partition}:s3:::${trimsuffix(trimprefix(uri, "s3://"), "/")}/*"
  }
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

  # Of any version of this model: SageMaker rolls back without asking, and then
  # needs the one before. The manifest's SHA-256 says what is loaded.
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
      values   = [local.via_s3]
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
