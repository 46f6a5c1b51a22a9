# Applied by tests/terraform/test_scheduled_scaling.py against the local AWS, which
# holds images and models (tests/support/serving_ground.py).

terraform {
  backend "s3" {}
}

provider "aws" {
  region = "eu-west-1"
}

locals {
  registry = "111111111111.dkr.ecr.eu-west-1.amazonaws.com"

  model_store = {
    bucket_arn  = data.aws_s3_bucket.models.arn
    bucket_name = data.aws_s3_bucket.models.id
    kms_key_arn = data.aws_kms_alias.models.target_key_arn
    pointer_key = "live.json"
  }
}

data "aws_ecr_image" "answering" {
  repository_name = "tests/answering"
  image_tag       = "1"
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

module "function" {
  source = "../../../../modules/image_function"

  name             = "inferway-test"
  description      = "Answers."
  image            = { repository_url = "${local.registry}/tests/answering", digest = data.aws_ecr_image.answering.image_digest }
  policy_json      = jsonencode({ Version = "2012-10-17", Statement = [] })
  kms_key_arn      = module.operations_key.arn
  alarm_topic_arns = [aws_sns_topic.alerts.arn]
}

module "endpoint" {
  source   = "../../../../modules/endpoint"
  for_each = toset(["provisioned", "serverless"])

  name       = "inferway-test"
  kind       = each.key
  instances  = each.key == "provisioned" ? { type = "ml.m5.large", min = 1, max = 4, invocations_per_minute = 90 } : null
  serverless = each.key == "serverless" ? { max_concurrency = 4, provisioned_concurrency = { min = 1, max = 3 } } : null

  image            = { repository_url = "${local.registry}/tests/prediction", digest = data.aws_ecr_image.prediction.image_digest }
  model_store      = local.model_store
  kms_key_arn      = module.operations_key.arn
  alarm_topic_arns = [aws_sns_topic.alerts.arn]
}

module "component" {
  source = "../../../../modules/scale_to_zero_endpoint"

  name      = "inferway-test"
  instances = { type = "ml.m5.large", max = 2 }
  copies    = { max = 2, invocations_per_minute = 90 }

  image            = { repository_url = "${local.registry}/tests/prediction", digest = data.aws_ecr_image.prediction.image_digest }
  model_store      = local.model_store
  kms_key_arn      = module.operations_key.arn
  alarm_topic_arns = [aws_sns_topic.alerts.arn]
}

module "schedule" {
  source = "../../../../modules/scheduled_scaling"

  for_each = {
    component   = { target = module.component.scalable_target, outside = { min = 0, max = 0 }, min = 1, max = 2 }
    function    = { target = module.function.provisioned_concurrency_target, outside = { min = 0, max = 0 }, min = 2, max = 2 }
    provisioned = { target = module.endpoint["provisioned"].scalable_target, outside = { min = 1, max = 1 }, min = 2, max = 4 }
    serverless  = { target = module.endpoint["serverless"].scalable_target, outside = { min = 1, max = 1 }, min = 3, max = 3 }
  }

  name     = "inferway-test-${each.key}"
  target   = each.value.target
  outside  = each.value.outside
  holidays = ["2049-12-24"]
  windows  = { business = { min = each.value.min, max = each.value.max } }
}

output "actions" {
  description = "Read by the test."
  value       = { for key, schedule in module.schedule : key => schedule.actions }
}

output "targets" {
  description = "Read by the test."
  value = {
    component   = module.component.scalable_target
    function    = module.function.provisioned_concurrency_target
    provisioned = module.endpoint["provisioned"].scalable_target
    serverless  = module.endpoint["serverless"].scalable_target
  }
}
