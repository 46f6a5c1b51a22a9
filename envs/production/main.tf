locals {
  environment = "production"
  account_id  = "111111111111"
  region      = "eu-west-1"

  tags = {
    Environment = local.environment
    ManagedBy   = "terraform"
    Project     = "inferway"
  }
}

module "stack" {
  source = "../../modules/stack"

  name_prefix  = "inferway-${local.environment}"
  alert_emails = ["oncall@example.com"]

  prediction_image = {
    repository_url = "${local.account_id}.dkr.ecr.${local.region}.amazonaws.com/inferway/prediction"
    digest         = var.prediction_image_digest
  }

  prediction = {
    concurrency           = {}
    memory_mb             = 1769
    model_refresh_seconds = 60
  }

  clients = {
    example = {}
  }

  endpoints = {
    steady = {
      kind      = "provisioned"
      instances = { type = "ml.m5.large", min = 1, max = 2 }

      business_hours = {
        windows = { office = { days = "MON-FRI", from = "0 9", to = "0 18", min = 1, max = 2 } }
        outside = { min = 1, max = 1 }
      }
    }
  }

  model_store = {
    force_destroy = false
  }
}
