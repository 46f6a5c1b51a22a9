# One more endpoint on staging's model store, applied by tests of the whole: its
# variables are what the tests change.

terraform {
  required_version = "~> 1.11"

  backend "s3" {}

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

variable "image" {
  description = "Of the prediction function."
  type        = object({ digest = string, repository_url = string })
}

variable "instances" {
  description = "As modules/endpoint takes them."
  type        = object({ type = string })
  default     = null
}

variable "kind" {
  description = "provisioned or serverless."
  type        = string
}

variable "model" {
  description = "As modules/endpoint takes it."
  type = object({
    pinned          = optional(object({ name = string, version = string }))
    refresh_seconds = optional(number)
  })
  default = { refresh_seconds = 1 }
}

variable "model_bucket" {
  description = "Staging's output of that name."
  type        = string
}

variable "name" {
  description = "Start of every name."
  type        = string
}

variable "serverless" {
  description = "As modules/endpoint takes it."
  type        = object({ memory_mb = number })
  default     = null
}

data "aws_kms_alias" "models" {
  name = "alias/inferway-staging-models"
}

# Staging's own: a key takes its time.
data "aws_kms_alias" "operations" {
  name = "alias/inferway-staging-operations"
}

data "aws_sns_topic" "alerts" {
  name = "inferway-staging-alerts"
}

module "endpoint" {
  source = "../../../../modules/endpoint"

  name       = var.name
  kind       = var.kind
  instances  = var.instances
  serverless = var.serverless

  image = var.image
  model = var.model
  model_store = {
    bucket_arn  = "arn:aws:s3:::${var.model_bucket}"
    bucket_name = var.model_bucket
    kms_key_arn = data.aws_kms_alias.models.target_key_arn
    pointer_key = "live.json"
  }

  kms_key_arn      = data.aws_kms_alias.operations.target_key_arn
  alarm_topic_arns = [data.aws_sns_topic.alerts.arn]
}

# What a transform job reads and writes, in the model's own role.
resource "aws_s3_bucket" "exchange" {
  bucket        = "${var.name}-exchange"
  force_destroy = true
}

data "aws_iam_policy_document" "exchange" {
  # Their names are known to tests/privileges/statements.py: no role of a stack has them.
  statement {
    sid       = "ExchangeWithTheTest"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.exchange.arn}/*"]
  }

  statement {
    sid       = "ListWhatTheTestGave"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.exchange.arn]
  }
}

resource "aws_iam_role_policy" "exchange" {
  name   = "exchange"
  role   = regex("[^/]+$", module.endpoint.role_arn)
  policy = data.aws_iam_policy_document.exchange.json

  lifecycle {
    create_before_destroy = true
  }
}

output "endpoint_name" {
  description = "Asked by the tests."
  value       = module.endpoint.endpoint_name
}

output "exchange_bucket" {
  description = "Filled by the tests."
  value       = aws_s3_bucket.exchange.id
  depends_on  = [aws_iam_role_policy.exchange]
}

output "served" {
  description = "Asked by the tests."
  value       = module.endpoint.served
}
