# Applied with one set of values after another by
# tests/terraform/test_endpoint_changes.py.

terraform {
  backend "s3" {}
}

variable "endpoint" {
  description = "Inputs of modules/endpoint that change."
  type        = any
}

provider "aws" {
  region = "eu-west-1"
}

data "aws_s3_bucket" "models" {
  bucket = "inferway-test-models"
}

data "aws_kms_alias" "models" {
  name = "alias/inferway-test-models"
}

module "operations_key" {
  source = "../operations_key"
}

resource "aws_sns_topic" "alerts" {
  name              = "inferway-test-alerts"
  kms_master_key_id = module.operations_key.arn
}

module "endpoint" {
  source = "../../../../modules/endpoint"

  name       = "inferway-test"
  kind       = var.endpoint.kind
  serverless = try(var.endpoint.serverless, null)
  instances  = try(var.endpoint.instances, null)
  model      = try(var.endpoint.model, {})

  image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/tests/prediction"
    digest         = var.endpoint.digest
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

output "scalable_target" {
  description = "Read by the test."
  value       = module.endpoint.scalable_target
}

output "served" {
  description = "Read by the test."
  value       = module.endpoint.served
}
