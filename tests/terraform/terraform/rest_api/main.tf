# Applied by tests/terraform/test_rest_api.py against the local AWS.

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

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "answering" {
  name               = "inferway-test-answering"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_lambda_function" "answering" {
  function_name = "inferway-test-answering"
  role          = aws_iam_role.answering.arn
  package_type  = "Image"
  image_uri     = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/tests/answering@${data.aws_ecr_image.answering.image_digest}"
  publish       = true
  timeout       = 10
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.answering.function_name
  function_version = aws_lambda_function.answering.version
}

resource "aws_api_gateway_api_key" "made_elsewhere" {
  name = "made-elsewhere"
}

module "api" {
  source = "../../../../modules/rest_api"

  name        = "inferway-test"
  description = "Answers."
  kms_key_arn = module.operations_key.arn

  routes = {
    "POST /predict" = {
      body_schema          = file("../../../../modules/regional_stack/schemas/payload.json")
      timeout_milliseconds = 12000
      function = {
        alias           = aws_lambda_alias.live.name
        invoke_arn      = aws_lambda_alias.live.invoke_arn
        name            = aws_lambda_function.answering.function_name
        timeout_seconds = aws_lambda_function.answering.timeout
      }
    }
    "GET /answers/{id}" = {
      timeout_milliseconds = 12000
      function = {
        alias      = aws_lambda_alias.live.name
        invoke_arn = aws_lambda_alias.live.invoke_arn
        name       = aws_lambda_function.answering.function_name
      }
    }
  }

  clients = {
    copied    = { api_key = { copied = true } }
    demo      = {}
    elsewhere = { api_key = { id = aws_api_gateway_api_key.made_elsewhere.id }, requests_per_day = 5 }
  }
}

output "api_id" {
  description = "Read by the test."
  value       = module.api.api_id
}

output "api_key_ids" {
  description = "Read by the test."
  value       = module.api.api_key_ids
}

output "base_url" {
  description = "Read by the test."
  value       = module.api.base_url
}

output "usage_plan_ids" {
  description = "Read by the test."
  value       = module.api.usage_plan_ids
}

output "kms_key_arn" {
  description = "Read by the test."
  value       = module.operations_key.arn
}
