# Applied by tests/terraform/test_auto_stop.py against the local AWS: two endpoints,
# who stops them, who only reduces, and what an environment does about a stop.

terraform {
  backend "s3" {}
}

provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = { Environment = "test" }
  }

  ignore_tags {
    keys = ["AutoStopMarkedAt"]
  }
}

locals {
  path = "/inferway/inferway-stops/stopped"

  images = {
    for name in ["auto-stop", "idle"] : name => {
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/tests/${name}"
      digest         = data.aws_ecr_image.pushed[name].image_digest
    }
  }

  stopped_endpoints = toset([for name in data.aws_ssm_parameters_by_path.stopped.names : element(split("/", name), -1)])
  endpoints = {
    async  = "inferway-stops-async-ml-m5-large"
    steady = "inferway-stops-ml-m5-large"
  }
  found = [
    for arn in data.aws_resourcegroupstaggingapi_resources.endpoints.resource_tag_mapping_list[*].resource_arn :
    element(split("/", arn), -1)
  ]

  model_store = {
    bucket_arn  = "arn:aws:s3:::inferway-stops-models"
    bucket_name = "inferway-stops-models"
    kms_key_arn = module.operations_key.arn
    pointer_key = "live.json"
  }
}

data "aws_ecr_image" "pushed" {
  for_each = toset(["auto-stop", "idle"])

  repository_name = "tests/${each.key}"
  image_tag       = "1"
}

data "aws_ssm_parameters_by_path" "stopped" {
  path = local.path
}

data "aws_resourcegroupstaggingapi_resources" "endpoints" {
  resource_type_filters = ["sagemaker:endpoint"]
}

module "operations_key" {
  source = "../../support/operations_key"
}

resource "aws_sns_topic" "alerts" {
  name              = "inferway-stops-alerts"
  kms_master_key_id = module.operations_key.arn
}

resource "aws_s3_bucket" "requests" {
  bucket        = "inferway-stops-requests"
  force_destroy = true
}

module "endpoint" {
  source   = "../../../../modules/endpoint"
  for_each = local.endpoints

  name      = "inferway-stops"
  kind      = each.key == "async" ? "async" : "provisioned"
  instances = { type = "ml.m5.large", min = each.key == "async" ? 0 : 1, max = 2 }

  async = each.key != "async" ? null : {
    input_s3_uri  = "s3://${aws_s3_bucket.requests.id}/requests"
    output_s3_uri = "s3://${aws_s3_bucket.requests.id}/answers"
    kms_key_arn   = module.operations_key.arn
  }

  image             = local.images["idle"]
  model_store       = local.model_store
  stopped_endpoints = local.stopped_endpoints
  kms_key_arn       = module.operations_key.arn
  alarm_topic_arns  = [aws_sns_topic.alerts.arn]
}

import {
  for_each = { for key, name in local.endpoints : key => name if contains(local.found, name) && !contains(local.stopped_endpoints, name) }

  to = module.endpoint[each.key].aws_sagemaker_endpoint.endpoint[0]
  id = each.value
}

module "business_hours" {
  source = "../../../../modules/scheduled_scaling"

  name    = "inferway-stops"
  target  = module.endpoint["steady"].scalable_target
  outside = { min = 1, max = 1 }
  windows = { business = { min = 1, max = 2 } }
}

# Once a day, so that a week has few runs.
module "deletes" {
  source = "../../../../modules/auto_stop"

  name     = "inferway-stops-deletes"
  covers   = { name_prefix = "inferway-stops-" }
  action   = "delete"
  dry_run  = false
  schedule = { expression = "cron(0 12 * * ? *)" }

  image                   = local.images["auto-stop"]
  stopped_parameters_path = local.path
  kms_key_arn             = module.operations_key.arn
  alarm_topic_arns        = [aws_sns_topic.alerts.arn]
}

# As production has it.
module "reduces" {
  source = "../../../../modules/auto_stop"

  name       = "inferway-stops-reduces"
  covers     = { name_prefix = "inferway-least-" }
  action     = "reduce"
  dry_run    = false
  mark_first = true
  schedule   = { expression = "cron(0 12 * * ? *)" }

  image                   = local.images["auto-stop"]
  stopped_parameters_path = local.path
  kms_key_arn             = module.operations_key.arn
  alarm_topic_arns        = [aws_sns_topic.alerts.arn]
}

output "path" {
  description = "Read by the test."
  value       = local.path
}
