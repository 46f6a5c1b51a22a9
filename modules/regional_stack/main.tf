# All that one Region needs, wired.

data "aws_region" "current" {}

module "model_store" {
  source = "../model_store"
  count  = var.given_model_store == null ? 1 : 0

  name_prefix              = var.name_prefix
  permissions_boundary_arn = var.permissions_boundary_arn
  access_log_days          = var.log_retention_days
  force_destroy            = var.model_store.force_destroy
  replaced_versions        = var.model_store.replaced_versions

  # By the topic's policy: no alarm exists before it may notify.
  replication = var.copies_to.models == null ? null : {
    alarm_topic_arns = [module.alerts.arn]
    bucket_arn       = var.copies_to.models.bucket_arn
    kms_key_arn      = var.copies_to.models.kms_key_arn
  }
}

moved {
  from = module.model_store
  to   = module.model_store[0]
}

locals {
  model_store = var.given_model_store != null ? var.given_model_store : {
    bucket_arn  = module.model_store[0].bucket_arn
    bucket_name = module.model_store[0].bucket_name
    kms_key_arn = module.model_store[0].kms_key_arn
    pointer_key = module.model_store[0].pointer_key
  }
}

module "prediction" {
  source = "../image_function"

  name                     = "${var.name_prefix}-prediction"
  description              = "Answers POST /predict with the live model."
  permissions_boundary_arn = var.permissions_boundary_arn

  image           = var.prediction_image
  memory_mb       = var.prediction.memory_mb
  timeout_seconds = var.prediction.timeout_seconds
  concurrency     = var.prediction.concurrency
  tracing         = var.tracing

  policy_json = data.aws_iam_policy_document.read_model.json

  environment = {
    LOG_LEVEL             = var.prediction.log_level
    METRICS_NAMESPACE     = "Inferway"
    MODEL_BUCKET          = local.model_store.bucket_name
    MODEL_POINTER_KEY     = local.model_store.pointer_key
    MODEL_REFRESH_SECONDS = var.prediction.model_refresh_seconds
    OMP_NUM_THREADS       = 1 # an environment works on one request at a time
    SERVICE_NAME          = "${var.name_prefix}-prediction"
  }

  kms_key_arn        = aws_kms_key.operations.arn
  log_retention_days = var.log_retention_days

  # By the topic's policy: no alarm exists before it may notify.
  alarm_topic_arns = [module.alerts.arn]
}

module "api" {
  source = "../rest_api"

  name        = var.name_prefix
  description = "Predictions of ${var.name_prefix}."

  routes = {
    "POST /predict" = {
      body_schema = file("${path.module}/schemas/payload.json")
      function = {
        alias           = module.prediction.alias_name
        invoke_arn      = module.prediction.invoke_arn
        name            = module.prediction.function_name
        timeout_seconds = module.prediction.timeout_seconds
      }
    }
    "POST /inferences" = {
      body_schema = file("${path.module}/schemas/payload.json")
      function    = local.routing_function
    }
    "GET /inferences/{id}" = {
      function = local.routing_function
    }
    # For health checkers, which carry no key.
    "GET /health/ready" = {
      key_required = false
      function     = local.routing_function
    }
  }

  clients       = var.clients
  custom_domain = var.custom_domain
  firewall      = var.firewall
  throttle      = var.throttle
  tracing       = var.tracing

  kms_key_arn        = aws_kms_key.operations.arn
  log_retention_days = var.log_retention_days
}

# What the prediction function's code does, and nothing else. It lists nothing:
# a pointer that is missing looks like one that it may not read.
data "aws_iam_policy_document" "read_model" {
  statement {
    sid       = "ReadThePointer"
    actions   = ["s3:GetObject"]
    resources = ["${local.model_store.bucket_arn}/${local.model_store.pointer_key}"]
  }

  # By version, so that what the pointer names cannot be exchanged.
  statement {
    sid       = "ReadPinnedModels"
    actions   = ["s3:GetObjectVersion"]
    resources = ["${local.model_store.bucket_arn}/models/*"]
  }

  statement {
    sid       = "DecryptModels"
    actions   = ["kms:Decrypt"]
    resources = [local.model_store.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${data.aws_region.current.id}.amazonaws.com"]
    }
  }
}
