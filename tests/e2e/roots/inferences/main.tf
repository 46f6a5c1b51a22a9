# A whole stack with every path, applied by tests of the whole.

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

variable "batch_image" {
  description = "Of lambdas/batch."
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

variable "routing_image" {
  description = "Of lambdas/routing."
  type        = object({ digest = string, repository_url = string })
}

module "stack" {
  source = "../../../../modules/stack"

  # One Region.
  providers = { aws = aws, aws.standby = aws, aws.us_east_1 = aws }

  name_prefix = var.name

  batch_image      = var.batch_image
  prediction_image = var.prediction_image
  routing_image    = var.routing_image

  clients = { tests = {} }

  endpoints = {
    on-demand = {
      kind       = "serverless"
      serverless = { memory_mb = 2048, max_concurrency = 5 }
      model      = { refresh_seconds = 1 }
    }
    steady = {
      kind      = "scale_to_zero"
      instances = { type = "ml.m5.large", max = 1 }
      model     = { refresh_seconds = 1 }
    }
  }

  model_store = { force_destroy = true }

  routing = {
    batch           = { sweep_minutes = 5, window_minutes = 5 }
    force_destroy   = true
    traffic_classes = { patient = { preferred = "provisioned", fallback = false } }
  }

  throttle = { burst = 5000, requests_per_second = 10000 }
}

output "api_id" {
  value = module.stack.api_id
}

output "api_stage" {
  value = module.stack.api_stage
}

output "inference_queues" {
  value = module.stack.inference_queues
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

output "records_table" {
  value = module.stack.records_table
}

output "served" {
  value = module.stack.served
}

output "state_machine_arn" {
  value = module.stack.state_machine_arn
}
