# Applied by tests/terraform/test_image_function.py against the local AWS.

terraform {
  backend "s3" {}
}

provider "aws" {
  region = "eu-west-1"
}

data "aws_ecr_image" "answering" {
  repository_name = "tests/answering"
  image_tag       = "1"
}

module "operations_key" {
  source = "../../support/operations_key"
}

resource "aws_sns_topic" "alerts" {
  name              = "inferway-test-alerts"
  kms_master_key_id = module.operations_key.arn
}

data "aws_iam_policy_document" "code" {
  statement {
    sid       = "WhatTheCodeDoes"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::inferway-test/live.json"]
  }
}

module "function" {
  source = "../../../../modules/image_function"

  name        = "inferway-test"
  description = "Answers."

  image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/tests/answering"
    digest         = data.aws_ecr_image.answering.image_digest
  }

  memory_mb        = 512
  timeout_seconds  = 20
  concurrency      = { reserved = 4, provisioned = 2 }
  environment      = { LOG_LEVEL = "INFO" }
  tracing          = true
  policy_json      = data.aws_iam_policy_document.code.json
  kms_key_arn      = module.operations_key.arn
  alarm_topic_arns = [aws_sns_topic.alerts.arn]
}

output "alias_arn" {
  description = "Read by the test."
  value       = module.function.alias_arn
}

output "image_digest" {
  description = "Read by the test."
  value       = data.aws_ecr_image.answering.image_digest
}

output "kms_key_arn" {
  description = "Read by the test."
  value       = module.operations_key.arn
}

output "queue_url" {
  description = "Read by the test."
  value       = module.function.failed_events_queue_url
}

output "topic_arn" {
  description = "Read by the test."
  value       = aws_sns_topic.alerts.arn
}
