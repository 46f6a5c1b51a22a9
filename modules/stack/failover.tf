# What moves clients and work to the other Region. It runs there.

locals {
  failover_emails = var.failover_emails != null ? var.failover_emails : var.alert_emails
}

module "failover" {
  source    = "../failover"
  count     = local.two_regions ? 1 : 0
  providers = { aws = aws.standby, aws.us_east_1 = aws.us_east_1 }

  name                     = "${var.name_prefix}-failover"
  permissions_boundary_arn = var.permissions_boundary_arn

  # At tier 2 people begin: what is small is made large first.
  automatic = !local.pilot_light

  image        = local.standby_images.failover
  domain       = { name = var.custom_domain.name, zone_id = var.custom_domain.zone_id }
  health_check = var.health_check

  home = {
    region             = local.home_region
    ready_url          = module.region.own_urls.ready
    domain_target      = module.region.custom_domain_target
    tables_kms_key_arn = aws_kms_key.tables.arn
  }

  standby = {
    region        = local.standby_region
    ready_url     = module.standby[0].own_urls.ready
    domain_target = module.standby[0].custom_domain_target
  }

  config_table = {
    arn         = local.standby_tables.config.arn
    kms_key_arn = local.standby_tables.kms_key_arn
    name        = local.standby_tables.config.name
  }

  records_table = {
    arn         = local.standby_tables.records.arn
    index_arn   = local.standby_tables.records.index_arn
    kms_key_arn = local.standby_tables.kms_key_arn
    name        = local.standby_tables.records.name
  }

  models = {
    pointer_key = module.region.model_pointer_key
    home        = { bucket = module.region.model_bucket, kms_key_arn = module.region.model_store.kms_key_arn }
    standby     = { bucket = local.standby_models.bucket_name, kms_key_arn = local.standby_models.kms_key_arn }
  }

  inference_state_machine_arn = module.standby[0].state_machine_arn

  emails             = local.failover_emails
  kms_key_arn        = module.standby[0].kms_key_arn
  log_retention_days = var.log_retention_days
  tracing            = var.tracing

  us_east_1_topic_arns = module.health_alerts[*].arn
}

# Route 53 measures in us-east-1, and an alarm tells its own Region only.
module "health_alerts" {
  source    = "../alerts_topic"
  count     = local.two_regions ? 1 : 0
  providers = { aws = aws.us_east_1 }

  name   = "${var.name_prefix}-health-alerts"
  emails = local.failover_emails
}
