# The Region that takes over. It has what the home Region has, and makes nothing
# that both would make: items of the routing config, and the values of keys.

module "standby" {
  source    = "../regional_stack"
  count     = local.two_regions ? 1 : 0
  providers = { aws = aws.standby }

  name_prefix = var.name_prefix

  alert_emails             = var.alert_emails
  api_address              = var.api_address
  batch_image              = local.standby_images.batch
  custom_domain            = { name = var.custom_domain.name, certificate_arn = local.certificate_arns.standby }
  endpoints                = local.standby_endpoints
  firewall                 = var.standby.firewall
  log_retention_days       = var.log_retention_days
  permissions_boundary_arn = var.permissions_boundary_arn
  prediction_image         = local.standby_images.prediction
  routing_image            = local.standby_images.routing
  throttle                 = var.throttle
  tracing                  = var.tracing

  # Endpoints that wait are not idle.
  auto_stop       = null
  auto_stop_image = null

  # The home Region's keys are copied, so that a client has one.
  clients = { for name, client in var.clients : name => merge(client, { api_key = { copied = true } }) }

  prediction = merge(var.prediction, {
    business_hours = local.pilot_light ? null : var.prediction.business_hours
    concurrency = {
      provisioned = local.pilot_light ? null : try(var.prediction.concurrency.provisioned, null)
      reserved    = try(var.prediction.concurrency.reserved, null)
    }
  })

  routing = merge(var.routing, local.standby_paths, {
    concurrency = {
      provisioned = local.pilot_light ? null : try(var.routing.concurrency.provisioned, null)
      reserved    = try(var.routing.concurrency.reserved, null)
    }
  })

  model_store       = var.model_store
  given_model_store = local.standby_models

  copies_to = {
    documents = {
      bucket_arn  = module.region.inferences_bucket_arn
      kms_key_arn = module.region.kms_key_arn
    }
  }

  # By their replicas: nothing starts before they are there.
  inference_tables = local.standby_tables
}

# Models are in the other Region at every tier: it is not the standby's to take
# them with it when a tier changes.
module "standby_models" {
  source    = "../model_store"
  count     = local.recovers ? 1 : 0
  providers = { aws = aws.standby }

  name_prefix              = var.name_prefix
  permissions_boundary_arn = var.permissions_boundary_arn
  access_log_days          = var.log_retention_days
  force_destroy            = var.model_store.force_destroy
  replaced_versions        = var.model_store.replaced_versions

  copy_of = {
    alarm_topic_arns = [local.standby_topic_arn]
    bucket_name      = module.region.model_bucket
  }
}

locals {
  standby_models = local.recovers ? {
    bucket_arn  = module.standby_models[0].bucket_arn
    bucket_name = module.standby_models[0].bucket_name
    kms_key_arn = module.standby_models[0].kms_key_arn
    pointer_key = module.standby_models[0].pointer_key
  } : null

  standby_topic_arn = one(concat(module.standby[*].alerts_topic_arn, module.standby_alerts[*].arn))
}

# Without a standby nothing else is there to hear of the copies.
module "standby_alerts" {
  source    = "../alerts_topic"
  count     = local.recovers && !local.two_regions ? 1 : 0
  providers = { aws = aws.standby }

  name   = "${var.name_prefix}-copy-alerts"
  emails = var.alert_emails
}
