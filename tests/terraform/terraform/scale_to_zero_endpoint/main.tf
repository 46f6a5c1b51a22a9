# Applied by tests/terraform/test_scale_to_zero_endpoint.py against the local AWS,
# which holds images and models (tests/support/serving_ground.py).

terraform {
  backend "s3" {}
}

provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = { Project = "inferway-test" }
  }
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

module "operations_key" {
  source = "../../support/operations_key"
}

resource "aws_sns_topic" "alerts" {
  name              = "inferway-test-alerts"
  kms_master_key_id = module.operations_key.arn
}

module "endpoint" {
  source = "../../../../modules/scale_to_zero_endpoint"

  name      = "inferway-test"
  instances = { type = "ml.m5.large", max = 2 }
  copies    = { max = 3, invocations_per_minute = 90 }
  model     = { refresh_seconds = 1 }

  image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/tests/prediction"
    digest         = data.aws_ecr_image.prediction.image_digest
  }

  model_store = {
    bucket_arn  = data.aws_s3_bucket.models.arn
    bucket_name = data.aws_s3_bucket.models.id
    kms_key_arn = data.aws_kms_alias.models.target_key_arn
    pointer_key = "live.json"
  }

  kms_key_arn      = module.operations_key.arn
  alarm_topic_arns = [aws_sns_topic.alerts.arn]
}

output "endpoint" {
  description = "Read by the test."
  value       = module.endpoint
}

output "kms_key_arn" {
  description = "Read by the test."
  value       = module.operations_key.arn
}

output "models_key_arn" {
  description = "Read by the test."
  value       = data.aws_kms_alias.models.target_key_arn
}

output "topic_arn" {
  description = "Read by the test."
  value       = aws_sns_topic.alerts.arn
}
