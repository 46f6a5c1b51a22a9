# Applied by tests/terraform/test_stack.py against the local AWS.

terraform {
  backend "s3" {}
}

variable "recovery_tier" {
  description = "The test changes it from one apply to the next."
  type        = number
  default     = null
}

provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "standby"
  region = "eu-central-1"
}

provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"
}

resource "aws_route53_zone" "public" {
  name          = "stack.example.com"
  force_destroy = true
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

module "stack" {
  source = "../../../../modules/stack"

  providers = { aws = aws, aws.standby = aws.standby, aws.us_east_1 = aws.us_east_1 }

  name_prefix  = "inferway-test"
  alert_emails = ["oncall@example.com"]
  clients      = { demo = {} }

  recovery_tier = var.recovery_tier
  custom_domain = { name = "api.stack.example.com", zone_id = aws_route53_zone.public.zone_id }

  batch_image      = local.image
  failover_image   = local.image
  prediction_image = local.image
  routing_image    = local.image

  prediction = { model_refresh_seconds = 5, log_level = "DEBUG" }
  routing = {
    defaults        = { batch_threshold = 500, fallback = true }
    force_destroy   = true
    log_level       = "WARNING"
    traffic_classes = { checkout = { preferred = "provisioned", batch_threshold_bytes = 1000000, fallback = false } }
  }

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

output "inferences_bucket" {
  description = "Read by the test."
  value       = module.stack.inferences_bucket
}

output "model_bucket" {
  description = "Read by the test."
  value       = module.stack.model_bucket
}

output "records_table" {
  description = "Read by the test."
  value       = module.stack.records_table
}

output "routing_config_table" {
  description = "Read by the test."
  value       = module.stack.routing_config_table
}

output "state_machine_arn" {
  description = "Read by the test."
  value       = module.stack.state_machine_arn
}

output "recovery" {
  description = "Read by the test."
  value       = module.stack.recovery
}
