# Applied by tests/terraform/test_model_store.py against the local AWS.

terraform {
  backend "s3" {}
}

provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "away"
  region = "eu-central-1"
}

resource "aws_sns_topic" "home" {
  name = "inferway-test-models"
}

resource "aws_sns_topic" "away" {
  provider = aws.away

  name = "inferway-test-models"
}

module "model_store" {
  source = "../../../../modules/model_store"

  name_prefix       = "inferway-test"
  replaced_versions = { days = 30, keep = 2 }
  access_log_days   = 10
  force_destroy     = true

  replication = {
    alarm_topic_arns = [aws_sns_topic.home.arn]
    bucket_arn       = module.model_store_away.bucket_arn
    kms_key_arn      = module.model_store_away.kms_key_arn
  }
}

module "model_store_away" {
  source    = "../../../../modules/model_store"
  providers = { aws = aws.away }

  name_prefix   = "inferway-test"
  force_destroy = true

  copy_of = {
    alarm_topic_arns = [aws_sns_topic.away.arn]
    bucket_name      = module.model_store.bucket_name
  }
}

output "away" {
  description = "Read by the test."
  value = {
    bucket_name = module.model_store_away.bucket_name
    kms_key_arn = module.model_store_away.kms_key_arn
  }
}

output "bucket_name" {
  description = "Read by the test."
  value       = module.model_store.bucket_name
}

output "kms_key_arn" {
  description = "Read by the test."
  value       = module.model_store.kms_key_arn
}
