# Applied by tests/terraform/test_scale_to_zero_changes.py, again and again with
# other values.

terraform {
  backend "s3" {}
}

provider "aws" {
  region = "eu-west-1"
}

variable "endpoint" {
  description = "What is changed."
  type = object({
    copies    = optional(any, {})
    digest    = string
    instances = any
    model     = optional(any, {})
  })
  nullable = false
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

module "endpoint" {
  source = "../../../../modules/scale_to_zero_endpoint"

  name      = "inferway-test"
  instances = var.endpoint.instances
  copies    = var.endpoint.copies
  model     = var.endpoint.model

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
  alarm_topic_arns = ["arn:aws:sns:eu-west-1:111111111111:any"]
}

output "served" {
  description = "Read by the test."
  value       = module.endpoint.served
}
