locals {
  environment = "production"
  account_id  = "111111111111"
  region      = "eu-west-1"

  # Where it goes on when the Region above fails.
  standby_region = "eu-central-1"

  # The one name that clients call, in a public zone that is there before.
  domain_name = "api.example.com"
  zone_name   = "example.com"

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

  # Both Regions serve, and clients are moved without people.
  recovery_tier = 1
  providers     = { aws = aws, aws.standby = aws.standby, aws.us_east_1 = aws.us_east_1 }

  name_prefix  = "inferway-${local.environment}"
  alert_emails = ["oncall@example.com"]

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
    model_refresh_seconds = 60
  }

  clients = {
    example = {}
    smoke   = { requests_per_day = 5000 }
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

  auto_stop = {
    action         = "reduce"
    dry_run        = false
    mark_first     = true
    window_minutes = 60
    schedule       = { timezone = "UTC" }
  }

  routing = {
    batch         = { window_minutes = 5, instances = { type = "ml.m5.large", count = 1 } }
    defaults      = { batch_threshold = 1000 }
    force_destroy = false
    log_level     = "INFO"
  }

  model_store = {
    force_destroy = false
  }
}
