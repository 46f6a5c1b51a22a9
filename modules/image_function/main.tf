data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  # The parts of <account>.dkr.ecr.<region>.amazonaws.com/<name>.
  repository = regex(
    "^(?P<registry_id>[0-9]{12})\\.dkr\\.ecr\\.(?P<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/(?P<name>.+)$",
    var.image.repository_url,
  )
}

# Asked at plan time, so that a plan which names a ghost fails before anything
# is changed.
data "aws_ecr_image" "deployed" {
  registry_id     = local.repository.registry_id
  repository_name = local.repository.name
  image_digest    = var.image.digest

  lifecycle {
    precondition {
      condition     = local.repository.region == data.aws_region.current.id
      error_message = "image.repository_url is in ${local.repository.region}: Lambda pulls from a repository in its own Region only, which is ${data.aws_region.current.id}. Replicate the image, or push it there."
    }

    postcondition {
      condition     = length(self.image_tags) > 0
      error_message = "The image ${var.image.digest} has no tag: images without one expire, and the function would fail with it. Push it under a tag."
    }
  }
}

resource "aws_lambda_function" "image" {
  #checkov:skip=CKV_AWS_116:Failed asynchronous calls go to a queue by the event invoke configuration of the alias, with the error and not the event alone.
  #checkov:skip=CKV_AWS_117:It speaks to AWS's own interfaces only; a network of one's own would add cost and cold start, and guard nothing.
  #checkov:skip=CKV_AWS_272:Lambda cannot sign images; the digest pins what runs.
  #checkov:skip=CKV_AWS_115:Left to the caller: what is reserved for one function is taken from all others of the account.
  function_name = var.name
  description   = var.description
  role          = aws_iam_role.function.arn

  package_type  = "Image"
  image_uri     = "${var.image.repository_url}@${data.aws_ecr_image.deployed.image_digest}"
  architectures = [var.image.architecture]

  dynamic "image_config" {
    for_each = var.image.command == null ? [] : [var.image.command]

    content {
      command = image_config.value
    }
  }

  memory_size                    = var.memory_mb
  timeout                        = var.timeout_seconds
  reserved_concurrent_executions = coalesce(var.concurrency.reserved, -1)

  # A version for each change: the alias names one, and a roll back has one.
  publish = true

  kms_key_arn = var.kms_key_arn

  # An empty one comes back as none, and would be added with each apply.
  dynamic "environment" {
    for_each = length(var.environment) > 0 ? [var.environment] : []

    content {
      variables = environment.value
    }
  }

  tracing_config {
    mode = var.tracing ? "Active" : "PassThrough"
  }

  # Lambda makes a missing log group itself, without retention or key, as soon
  # as the function starts; and starts it before its permissions are there.
  depends_on = [
    aws_cloudwatch_log_group.function,
    aws_iam_role_policy.function,
  ]
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "What is called."
  function_name    = aws_lambda_function.image.function_name
  function_version = aws_lambda_function.image.version
}

resource "aws_lambda_provisioned_concurrency_config" "live" {
  count = var.concurrency.provisioned == null ? 0 : 1

  function_name                     = aws_lambda_function.image.function_name
  qualifier                         = aws_lambda_alias.live.name
  provisioned_concurrent_executions = var.concurrency.provisioned
}
