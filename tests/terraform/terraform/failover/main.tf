# Applied by tests/terraform/test_failover.py against the local AWS: a home Region
# that is an endpoint of the test's and replicas of two tables, and this one.

terraform {
  backend "s3" {}
}

variable "home_url" {
  description = "Where the test answers for the home Region."
  type        = string
}

provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"
}

data "aws_ecr_image" "failover" {
  repository_name = "tests/failover"
  image_tag       = "1"
}

module "operations_key" {
  source = "../../support/operations_key"
}

resource "aws_sns_topic" "us_east_1" {
  provider = aws.us_east_1
  name     = "inferway-test-failover-alarms"
}

resource "aws_dynamodb_table" "records" {
  name             = "inferway-test-failover-records"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  dynamic "attribute" {
    for_each = { id = "S", unfinished = "S", attendBy = "N" }

    content {
      name = attribute.key
      type = attribute.value
    }
  }

  global_secondary_index {
    name               = "unfinished-index"
    hash_key           = "unfinished"
    range_key          = "attendBy"
    projection_type    = "INCLUDE"
    non_key_attributes = ["homeRegion", "run", "window"]
  }

  replica {
    region_name = "eu-central-1"
  }
}

resource "aws_dynamodb_table" "config" {
  name             = "inferway-test-failover-config"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "configKey"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "configKey"
    type = "S"
  }

  replica {
    region_name = "eu-central-1"
  }
}

data "aws_iam_policy_document" "states" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["states.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "inferences" {
  name               = "inferway-test-failover-inferences"
  assume_role_policy = data.aws_iam_policy_document.states.json
}

# Stands for modules/inference_workflow.
resource "aws_sfn_state_machine" "inferences" {
  name     = "inferway-test-failover-inferences"
  role_arn = aws_iam_role.inferences.arn

  definition = jsonencode({
    StartAt = "End"
    States  = { End = { Type = "Succeed" } }
  })
}

resource "aws_route53_zone" "public" {
  name          = "failover.example.com"
  force_destroy = true
}

module "failover" {
  source = "../../../../modules/failover"

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  name        = "inferway-test-failover"
  kms_key_arn = module.operations_key.arn

  image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/tests/failover"
    digest         = data.aws_ecr_image.failover.image_digest
  }

  domain = {
    name    = "api.failover.example.com"
    zone_id = aws_route53_zone.public.zone_id
  }

  home = {
    region             = "eu-central-1"
    ready_url          = "${var.home_url}/home/health/ready"
    domain_target      = { name = "d-home.execute-api.eu-central-1.amazonaws.com", zone_id = "Z1U9ULNL0V5AJ3" }
    tables_kms_key_arn = module.operations_key.arn
  }

  standby = {
    region        = "eu-west-1"
    ready_url     = "${var.home_url}/standby/health/ready"
    domain_target = { name = "d-standby.execute-api.eu-west-1.amazonaws.com", zone_id = "ZLY8HYME6SFDD" }
  }

  config_table = {
    arn         = aws_dynamodb_table.config.arn
    kms_key_arn = module.operations_key.arn
    name        = aws_dynamodb_table.config.name
  }

  records_table = {
    arn         = aws_dynamodb_table.records.arn
    index_arn   = "${aws_dynamodb_table.records.arn}/index/unfinished-index"
    kms_key_arn = module.operations_key.arn
    name        = aws_dynamodb_table.records.name
  }

  inference_state_machine_arn = aws_sfn_state_machine.inferences.arn
  us_east_1_topic_arns        = [aws_sns_topic.us_east_1.arn]
}

output "config_table" {
  description = "Read by the test."
  value       = aws_dynamodb_table.config.name
}

output "failback" {
  description = "Read by the test."
  value       = module.failover.failback_state_machine_arn
}

output "failover" {
  description = "Read by the test."
  value       = module.failover.failover_state_machine_arn
}

output "health_check_ids" {
  description = "Read by the test."
  value       = module.failover.health_check_ids
}

output "inferences" {
  description = "Read by the test."
  value       = aws_sfn_state_machine.inferences.arn
}

output "records_table" {
  description = "Read by the test."
  value       = aws_dynamodb_table.records.name
}

output "topic_arn" {
  description = "Read by the test."
  value       = module.failover.topic_arn
}
