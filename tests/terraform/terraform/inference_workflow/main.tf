# Applied by tests/terraform/test_inference_workflow.py against the local AWS.

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

data "aws_ecr_image" "answering" {
  repository_name = "tests/answering"
  image_tag       = "1"
}

locals {
  image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/tests/answering"
    digest         = data.aws_ecr_image.answering.image_digest
  }
}

module "operations_key" {
  source = "../../support/operations_key"
}

resource "aws_sns_topic" "alerts" {
  name              = "inferway-test-alerts"
  kms_master_key_id = module.operations_key.arn
}

module "model_store" {
  source = "../../../../modules/model_store"

  name_prefix   = "inferway-test"
  force_destroy = true
}

module "records" {
  source = "../../../../modules/global_table"

  name       = "inferway-test-inferences"
  hash_key   = "id"
  attributes = { id = "S", unfinished = "S", attendBy = "N" }

  indexes = {
    unfinished-index = {
      hash_key           = "unfinished"
      range_key          = "attendBy"
      projection         = "INCLUDE"
      non_key_attributes = ["homeRegion", "run", "window"]
    }
  }

  ttl_attribute       = "expiresAt"
  kms_key_arn         = module.operations_key.arn
  deletion_protection = false
}

module "workflow" {
  source = "../../../../modules/inference_workflow"

  name             = "inferway-test-inferences"
  kms_key_arn      = module.operations_key.arn
  alarm_topic_arns = [aws_sns_topic.alerts.arn]

  batch_image      = local.image
  prediction_image = local.image
  routing_image    = local.image

  model_store = {
    bucket_arn  = module.model_store.bucket_arn
    bucket_name = module.model_store.bucket_name
    kms_key_arn = module.model_store.kms_key_arn
    pointer_key = module.model_store.pointer_key
  }

  records_table = {
    arn         = module.records.arn
    index_arn   = module.records.index_arns["unfinished-index"]
    kms_key_arn = module.operations_key.arn
    name        = module.records.name
  }

  targets = {
    serverless = {
      endpoint_name = "on-demand"
      endpoint_arn  = "arn:aws:sagemaker:eu-west-1:111111111111:endpoint/on-demand"
    }
  }

  batch         = { window_minutes = 10, trigger_messages = 50 }
  force_destroy = true

  replication = {
    alarm_topic_arns = [aws_sns_topic.alerts.arn]
    bucket_arn       = "arn:aws:s3:::${aws_s3_bucket_versioning.away.bucket}" # once it keeps versions
    kms_key_arn      = aws_kms_key.away.arn
  }
}

# Stands for the bucket of the module in the other Region.
resource "aws_s3_bucket" "away" {
  provider = aws.away

  bucket        = "inferway-test-inferences-away"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "away" {
  provider = aws.away

  bucket = aws_s3_bucket.away.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_kms_key" "away" {
  provider = aws.away

  description = "Encrypts what is copied."
}

output "away" {
  description = "Read by the test."
  value = {
    bucket_name = aws_s3_bucket.away.id
    kms_key_arn = aws_kms_key.away.arn
  }
}

output "bucket" {
  description = "Read by the test."
  value       = module.workflow.bucket
}

output "dead_letter_queue_url" {
  description = "Read by the test."
  value       = module.workflow.dead_letter_queue_url
}

output "kms_key_arn" {
  description = "Read by the test."
  value       = module.operations_key.arn
}

output "model_bucket" {
  description = "Read by the test."
  value       = module.model_store.bucket_name
}

output "models_key_arn" {
  description = "Read by the test."
  value       = module.model_store.kms_key_arn
}

output "queue_arn" {
  description = "Read by the test."
  value       = module.workflow.queue_arn
}

output "queue_url" {
  description = "Read by the test."
  value       = module.workflow.queue_url
}

output "records_table" {
  description = "Read by the test."
  value       = module.records.name
}

output "state_machine_arn" {
  description = "Read by the test."
  value       = module.workflow.state_machine_arn
}

output "topic_arn" {
  description = "Read by the test."
  value       = aws_sns_topic.alerts.arn
}
