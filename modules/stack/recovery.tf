# How a lost Region is recovered from, for commands and people.

locals {
  recovery_places = {
    for place, region in { home = module.region, standby = one(module.standby[*]) } : place => region == null ? null : {
      api_id                    = region.api_id
      api_stage                 = region.api_stage
      inferences_bucket         = region.inferences_bucket
      inferences_url            = region.own_urls.inferences
      model_bucket              = region.model_bucket
      model_pointer_key         = region.model_pointer_key
      predict_url               = region.own_urls.predict
      ready_url                 = region.own_urls.ready
      region                    = region.region
      state_machine_arn         = region.state_machine_arn
      usage_plan_ids            = region.usage_plan_ids
    }
  }
}

output "recovery" {
  description = "How a lost Region is recovered from, for `inferway failover`, `inferway drill`, `inferway keys` and `inferway preflight`; null without a `recovery_tier`. Addresses are each Region's own."
  value = var.recovery_tier == null ? null : {
    tier                       = var.recovery_tier
    alarm_name                 = one(module.failover[*].alarm_name)
    backup                     = one([for made in module.backup : { plan = made.plan_name, vaults = made.vaults }])
    domain                     = try(var.custom_domain.name, null)
    failback_state_machine_arn = one(module.failover[*].failback_state_machine_arn)
    failover_state_machine_arn = one(module.failover[*].failover_state_machine_arn)
    health_check_ids           = one(module.failover[*].health_check_ids)
    home                       = local.recovery_places.home
    model_copy_bucket          = local.standby_models.bucket_name
    records_table              = module.records.name
    recovery_seconds           = one(module.failover[*].recovery_seconds)
    region                     = local.standby_region
    routing_config_table       = module.routing_config.table_name
    standby                    = local.recovery_places.standby
    topic_arn                  = one(module.failover[*].topic_arn)
  }
}

output "standby_served" {
  description = "What should be served in the Region that takes over, as `served` is of this one; null without."
  value = one([for region in module.standby : merge(region.served, {
    functions = merge(region.served.functions, {
      for key, function in merge(module.failover[*].functions...) : key => merge(function, { predicts = false })
    })
  })])
}
