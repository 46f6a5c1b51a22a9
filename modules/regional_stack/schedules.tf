# Capacity by the clock.

module "business_hours" {
  source   = "../scheduled_scaling"
  for_each = { for key, endpoint in var.endpoints : key => endpoint if endpoint.business_hours != null }

  name = "${var.name_prefix}-${each.key}"

  # Not merge(), which makes an empty target of none.
  target = local.endpoints[each.key].scalable_target == null ? null : {
    service_namespace  = local.endpoints[each.key].scalable_target.service_namespace
    resource_id        = local.endpoints[each.key].scalable_target.resource_id
    scalable_dimension = local.endpoints[each.key].scalable_target.scalable_dimension
    min                = local.endpoints[each.key].scalable_target.min
    max                = local.endpoints[each.key].scalable_target.max
    asynchronous       = each.value.kind == "async"
    stopped            = try(local.endpoints[each.key].scalable_target.stopped, false)
  }

  holidays = each.value.business_hours.holidays
  outside  = each.value.business_hours.outside
  timezone = each.value.business_hours.timezone
  windows  = each.value.business_hours.windows
}

module "prediction_hours" {
  source = "../scheduled_scaling"
  count  = var.prediction.business_hours == null ? 0 : 1

  name   = module.prediction.function_name
  target = module.prediction.provisioned_concurrency_target

  holidays = var.prediction.business_hours.holidays
  outside  = var.prediction.business_hours.outside
  timezone = var.prediction.business_hours.timezone
  windows  = var.prediction.business_hours.windows
}
