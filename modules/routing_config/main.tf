# What Terraform says and what operators say are different items, so that
# neither overwrites the other; the routing function merges them field by field,
# and operators have the last word.

module "table" {
  source = "../global_table"

  name       = var.name
  hash_key   = "configKey"
  attributes = { configKey = "S", trafficClass = "S" }

  indexes = {
    trafficClass-index = { hash_key = "trafficClass" }
  }

  deletion_protection = var.deletion_protection
  kms_key_arn         = var.kms_key_arn
  replicas            = var.replicas
}

locals {
  # By traffic class; "*" is every one.
  rules = merge(
    { for class, rule in var.traffic_classes : class => rule },
    { "*" = merge(var.defaults, { preferred = null }) },
  )

  items = {
    for class, rule in local.rules : class => merge(
      { configKey = { S = "terraform#${class}" }, trafficClass = { S = class } },
      { for name, value in { preferred = rule.preferred } : name => { S = value } if value != null },
      {
        for name, value in { batchThreshold = rule.batch_threshold, batchThresholdBytes = rule.batch_threshold_bytes } :
        name => { N = tostring(value) } if value != null
      },
      { for name, value in { fallback = rule.fallback } : name => { BOOL = value } if value != null },
    )
  }
}

resource "aws_dynamodb_table_item" "rule" {
  # What says nothing needs no item.
  for_each = { for class, item in local.items : class => item if length(item) > 2 }

  table_name = module.table.name
  hash_key   = "configKey"
  item       = jsonencode(each.value)
}
