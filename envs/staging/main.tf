locals {
  environment = "staging"
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
  alert_emails = ["platform@example.com"]

  prediction_image = {
    repository_url = "${local.account_id}.dkr.ecr.${local.region}.amazonaws.com/inferway/prediction"
    digest         = var.prediction_image_digest
  }

  prediction = {
    concurrency           = {}
    memory_mb             = 1769
    model_refresh_seconds = 5
  }

  clients = {
    demo  = {}
    smoke = {}
  }

  endpoints = {
    on-demand = {
      kind       = "serverless"
      serverless = { memory_mb = 2048, max_concurrency = 5 }
    }
  }

  model_store = {
    force_destroy = true
  }
}
