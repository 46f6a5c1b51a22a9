# Applied by tests/terraform/test_stack.py against the local AWS.

provider "aws" {
  region = "eu-west-1"
}

data "aws_ecr_image" "answering" {
  repository_name = "tests/answering"
  image_tag       = "1"
}

module "stack" {
  source = "../../../../modules/stack"

  name_prefix  = "inferway-test"
  alert_emails = ["oncall@example.com"]
  clients      = { demo = {} }

  prediction_image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/tests/answering"
    digest         = data.aws_ecr_image.answering.image_digest
  }

  prediction  = { model_refresh_seconds = 5, log_level = "DEBUG" }
  model_store = { force_destroy = true, replaced_versions = { days = 7 } }
}

output "alerts_topic_arn" {
  description = "Read by the test."
  value       = module.stack.alerts_topic_arn
}

output "function_name" {
  description = "Read by the test."
  value       = module.stack.prediction_function_name
}

output "model_bucket" {
  description = "Read by the test."
  value       = module.stack.model_bucket
}
