# The whole product, wired once. An environment is this module with its own
# values: nothing here asks which environment it is.

module "region" {
  source = "../regional_stack"

  name_prefix = var.name_prefix

  alert_emails       = var.alert_emails
  clients            = var.clients
  custom_domain      = var.custom_domain
  endpoints          = var.endpoints
  firewall           = var.firewall
  log_retention_days = var.log_retention_days
  model_store        = var.model_store
  prediction         = var.prediction
  prediction_image   = var.prediction_image
  throttle           = var.throttle
  tracing            = var.tracing
}
