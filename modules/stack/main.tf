# The whole product, wired once. An environment is this module with its own
# values: nothing here asks which environment it is.

module "region" {
  source = "../regional_stack"

  name_prefix = var.name_prefix

  alert_emails             = var.alert_emails
  api_address              = var.api_address
  auto_stop                = var.auto_stop
  auto_stop_image          = var.auto_stop_image
  batch_image              = var.batch_image
  clients                  = var.clients
  custom_domain            = var.custom_domain == null ? null : { name = var.custom_domain.name, certificate_arn = local.certificate_arns.home }
  endpoints                = var.endpoints
  firewall                 = var.firewall
  log_retention_days       = var.log_retention_days
  model_store              = var.model_store
  permissions_boundary_arn = var.permissions_boundary_arn
  prediction               = var.prediction
  prediction_image         = var.prediction_image
  routing                  = var.routing
  routing_image            = var.routing_image
  throttle                 = var.throttle
  tracing                  = var.tracing

  inference_tables = {
    kms_key_arn = aws_kms_key.tables.arn

    config = {
      index_arn = module.routing_config.index_arn
      name      = module.routing_config.table_name
    }

    records = {
      arn       = module.records.arn
      index_arn = module.records.index_arns["unfinished-index"]
      name      = module.records.name
    }
  }

  # It makes its own, and the other Region gets what is published and written here.
  given_model_store = null

  copies_to = {
    documents = local.two_regions ? { bucket_arn = module.standby[0].inferences_bucket_arn, kms_key_arn = module.standby[0].kms_key_arn } : null
    models    = local.recovers ? { bucket_arn = local.standby_models.bucket_arn, kms_key_arn = local.standby_models.kms_key_arn } : null
  }
}
