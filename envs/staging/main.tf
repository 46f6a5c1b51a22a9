locals {
  environment = "staging"
  account_id  = "111111111111"
  region      = "eu-west-1"

  # Of environments with a recovery_tier: this one has one Region.
  standby_region = "eu-central-1"

  # Clients call API Gateway's own address.
  domain_name = null
  zone_name   = null

  # The repositories of envs/registry.
  registry = "${local.account_id}.dkr.ecr.${local.region}.amazonaws.com"

  tags = {
    Environment = local.environment
    ManagedBy   = "terraform"
    Project     = "inferway"
  }
}

module "stack" {
  source = "../../modules/stack"

  # One Region, whose tables can be had as they were in the last 35 days.
  recovery_tier = null
  providers     = { aws = aws, aws.standby = aws, aws.us_east_1 = aws }

  name_prefix  = "inferway-${local.environment}"
  alert_emails = ["platform@example.com"]

  # Of envs/registry: the roles of deployments make no role without it.
  permissions_boundary_arn = "arn:aws:iam::${local.account_id}:policy/deploy/inferway-workload-${local.environment}"

  auto_stop_image = {
    repository_url = "${local.registry}/inferway/auto-stop"
    digest         = var.auto_stop_image_digest
  }

  batch_image = {
    repository_url = "${local.registry}/inferway/batch"
    digest         = var.batch_image_digest
  }

  failover_image = var.failover_image_digest == null ? null : {
    repository_url = "${local.registry}/inferway/failover"
    digest         = var.failover_image_digest
  }

  prediction_image = {
    repository_url = "${local.registry}/inferway/prediction"
    digest         = var.prediction_image_digest
  }

  routing_image = {
    repository_url = "${local.registry}/inferway/routing"
    digest         = var.routing_image_digest
  }

  custom_domain = local.custom_domain

  prediction = {
    concurrency           = {}
    memory_mb             = 1769
    model_refresh_seconds = 5
  }

  clients = {
    demo  = {}
    smoke = { requests_per_day = 5000 }
  }

  endpoints = {
    on-demand = {
      kind       = "serverless"
      serverless = { memory_mb = 2048, max_concurrency = 5 }
    }
  }

  auto_stop = {
    action         = "delete"
    dry_run        = false
    mark_first     = false
    window_minutes = 60
    schedule       = { timezone = "UTC" }
  }

  routing = {
    batch         = { window_minutes = 2, instances = { type = "ml.m5.large", count = 1 } }
    defaults      = { batch_threshold = 100 }
    force_destroy = true
    log_level     = "INFO"
  }

  model_store = {
    force_destroy = true
  }
}
