# Applied by tests/terraform/test_endpoint.py against the local AWS, which holds
# images and models (tests/support/serving_ground.py).

terraform {
  backend "s3" {}
}

provider "aws" {
  region = "eu-west-1"
}

locals {
  repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/tests/prediction"

  model_store = {
    bucket_arn  = data.aws_s3_bucket.models.arn
    bucket_name = data.aws_s3_bucket.models.id
    kms_key_arn = data.aws_kms_alias.models.target_key_arn
    pointer_key = "live.json"
  }

  live = jsondecode(data.aws_s3_object.pointer.body).live
}

data "aws_ecr_image" "prediction" {
  repository_name = "tests/prediction"
  image_tag       = "1"
}

data "aws_s3_bucket" "models" {
  bucket = "inferway-test-models"
}

data "aws_kms_alias" "models" {
  name = "alias/inferway-test-models"
}

data "aws_s3_object" "pointer" {
  bucket = data.aws_s3_bucket.models.id
  key    = "live.json"
}

module "operations_key" {
  source = "../../support/operations_key"
}

resource "aws_sns_topic" "alerts" {
  name              = "inferway-test-alerts"
  kms_master_key_id = module.operations_key.arn
}

resource "aws_s3_bucket" "requests" {
  bucket        = "inferway-test-requests"
  force_destroy = true
}

module "serverless" {
  source = "../../../../modules/endpoint"

  name = "inferway-test"
  kind = "serverless"

  serverless = {
    memory_mb               = 3072
    max_concurrency         = 4
    provisioned_concurrency = { min = 1, max = 3, utilization = 0.5 }
  }

  image            = { repository_url = local.repository_url, digest = data.aws_ecr_image.prediction.image_digest }
  model_store      = local.model_store
  model            = { refresh_seconds = 1 }
  environment      = { LOG_LEVEL = "DEBUG" }
  kms_key_arn      = module.operations_key.arn
  alarm_topic_arns = [aws_sns_topic.alerts.arn]
}

module "provisioned" {
  source = "../../../../modules/endpoint"

  name              = "inferway-test"
  kind              = "provisioned"
  instances         = { type = "ml.m5.large", min = 1, max = 3, initial = 2, invocations_per_minute = 90 }
  deployment        = { strategy = "canary", step_percent = 50, wait_seconds = 60 }
  network_isolation = true

  data_capture = {
    destination_s3_uri = "s3://${aws_s3_bucket.requests.id}/captured"
    kms_key_arn        = module.operations_key.arn
    sampling_percent   = 20
  }

  image            = { repository_url = local.repository_url, digest = data.aws_ecr_image.prediction.image_digest }
  model_store      = local.model_store
  model            = { pinned = { name = local.live.name, version = local.live.version } }
  kms_key_arn      = module.operations_key.arn
  alarm_topic_arns = [aws_sns_topic.alerts.arn]
}

module "async" {
  source = "../../../../modules/endpoint"

  name      = "inferway-test"
  kind      = "async"
  instances = { type = "ml.m5d.large", min = 0, max = 2, backlog_per_instance = 3 }

  async = {
    input_s3_uri  = "s3://${aws_s3_bucket.requests.id}/requests"
    output_s3_uri = "s3://${aws_s3_bucket.requests.id}/answers"
    kms_key_arn   = module.operations_key.arn

    notify = {
      error_topic_arn = aws_sns_topic.alerts.arn
      kms_key_arn     = module.operations_key.arn
    }
  }

  image            = { repository_url = local.repository_url, digest = data.aws_ecr_image.prediction.image_digest }
  model_store      = local.model_store
  kms_key_arn      = module.operations_key.arn
  alarm_topic_arns = [aws_sns_topic.alerts.arn]
}

output "kms_key_arn" {
  description = "Read by the test."
  value       = module.operations_key.arn
}

output "models_key_arn" {
  description = "Read by the test."
  value       = data.aws_kms_alias.models.target_key_arn
}

output "scalable_targets" {
  description = "Read by the test."
  value       = { for kind, endpoint in { async = module.async, provisioned = module.provisioned, serverless = module.serverless } : kind => endpoint.scalable_target }
}

output "served" {
  description = "Read by the test."
  value       = { for kind, endpoint in { async = module.async, provisioned = module.provisioned, serverless = module.serverless } : kind => endpoint.served }
}

output "topic_arn" {
  description = "Read by the test."
  value       = aws_sns_topic.alerts.arn
}
