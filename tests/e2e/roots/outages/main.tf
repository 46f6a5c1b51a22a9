# A stack in two Regions, applied by tests of outages.

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

provider "aws" {
  alias  = "standby"
  region = "eu-central-1"
}

provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"
}

variable "api_address" {
  description = "Where the local AWS answers for an API."
  type        = string
}

variable "batch_image" {
  description = "Of lambdas/batch."
  type        = object({ digest = string, repository_url = string })
}

variable "failover_image" {
  description = "Of lambdas/failover."
  type        = object({ digest = string, repository_url = string })
}

variable "name" {
  description = "Start of every name."
  type        = string
}

variable "prediction_image" {
  description = "Of lambdas/prediction."
  type        = object({ digest = string, repository_url = string })
}

variable "recovery_tier" {
  description = "Of modules/stack."
  type        = number
}

variable "routing_image" {
  description = "Of lambdas/routing."
  type        = object({ digest = string, repository_url = string })
}

variable "zone_id" {
  description = "ID of the public zone of example.com."
  type        = string
}

module "stack" {
  source = "../../../../modules/stack"

  providers = {
    aws           = aws
    aws.standby   = aws.standby
    aws.us_east_1 = aws.us_east_1
  }

  name_prefix = var.name

  recovery_tier = var.recovery_tier
  api_address   = var.api_address

  custom_domain = {
    name    = "api.outages.example.com"
    zone_id = var.zone_id
  }

  # The fewest checkers that Route 53 takes.
  health_check = {
    checker_regions   = ["eu-west-1", "us-east-1", "us-west-2"]
    failure_threshold = 3
    interval_seconds  = 10
  }

  batch_image      = var.batch_image
  failover_image   = var.failover_image
  prediction_image = var.prediction_image
  routing_image    = var.routing_image

  # Game days and fifty outages a day.
  clients = { tests = { burst = 200, requests_per_day = 100000, requests_per_second = 100 } }

  endpoints = {
    on-demand = {
      kind       = "serverless"
      serverless = { memory_mb = 2048, max_concurrency = 5 }
      model      = { refresh_seconds = 1 }
    }
  }

  model_store = { force_destroy = true }

  prediction = { model_refresh_seconds = 1 }

  routing = {
    batch         = { sweep_minutes = 5, window_minutes = 5 }
    force_destroy = true
  }

  throttle = { burst = 5000, requests_per_second = 10000 }
}

output "api_id" {
  value = module.stack.api_id
}

output "api_stage" {
  value = module.stack.api_stage
}

output "api_key_ids" {
  value = module.stack.api_key_ids
}

output "inference_queues" {
  value = module.stack.inference_queues
}

output "name_prefix" {
  value = var.name
}

output "model_bucket" {
  value = module.stack.model_bucket
}

output "model_pointer_key" {
  value = module.stack.model_pointer_key
}

output "recovery" {
  value = module.stack.recovery
}

output "served" {
  value = module.stack.served
}

output "standby_served" {
  value = module.stack.standby_served
}
