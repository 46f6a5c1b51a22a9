# An environment at recovery tier 3, in the form of those in envs: lost and restored
# by tests/e2e/restore.

locals {
  environment = "restored"
  account_id  = "111111111111"
  region      = "eu-west-1"

  standby_region = "eu-central-1"

  registry = "${local.account_id}.dkr.ecr.${local.region}.amazonaws.com"
}

terraform {
  required_version = "~> 1.11"

  backend "s3" {
    bucket       = "inferway-111111111111-tfstate"
    key          = "restored.tfstate"
    region       = "eu-west-1"
    use_lockfile = true
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = local.region

  default_tags {
    tags = { Environment = local.environment }
  }
}

provider "aws" {
  alias  = "standby"
  region = local.standby_region

  default_tags {
    tags = { Environment = local.environment }
  }
}

variable "batch_image_digest" {
  description = "Of lambdas/batch."
  type        = string
}

variable "prediction_image_digest" {
  description = "Of lambdas/prediction."
  type        = string
}

variable "routing_image_digest" {
  description = "Of lambdas/routing."
  type        = string
}

module "stack" {
  source = "../../../../modules/stack"

  recovery_tier = 3
  providers     = { aws = aws, aws.standby = aws.standby, aws.us_east_1 = aws }

  name_prefix = "inferway-${local.environment}"

  batch_image      = { repository_url = "${local.registry}/batch", digest = var.batch_image_digest }
  prediction_image = { repository_url = "${local.registry}/prediction", digest = var.prediction_image_digest }
  routing_image    = { repository_url = "${local.registry}/routing", digest = var.routing_image_digest }

  clients = { tests = {} }

  model_store = { force_destroy = true }

  # No endpoints: what is not predicted at once goes into batch windows.
  routing = {
    batch         = { sweep_minutes = 5, window_minutes = 5 }
    defaults      = { batch_threshold = 1000 }
    force_destroy = true
  }
}

output "api_key_ids" {
  value = module.stack.api_key_ids
}

output "inferences_url" {
  value = module.stack.inferences_url
}

output "model_bucket" {
  value = module.stack.model_bucket
}

output "model_pointer_key" {
  value = module.stack.model_pointer_key
}

output "predict_url" {
  value = module.stack.predict_url
}

output "routing_config_table" {
  value = module.stack.routing_config_table
}

output "served" {
  value = module.stack.served
}
