# Who may call, and how much. The value of a key that is made here is in the
# state, as every attribute is; one that was made elsewhere is named by its id,
# and its value is in no file of Terraform's. A copy of another Region's key is
# imported into its plan, and Terraform knows nothing of it.

resource "aws_api_gateway_api_key" "client" {
  for_each = { for name, client in var.clients : name => client if client.api_key == null }

  name        = "${var.name}-${each.key}"
  description = "Key of ${each.key}."
}

resource "aws_api_gateway_usage_plan" "client" {
  for_each = var.clients

  name        = "${var.name}-${each.key}"
  description = "What ${each.key} may send."

  # By reference: the plan comes after the stage, and goes before it.
  api_stages {
    api_id = aws_api_gateway_rest_api.gateway.id
    stage  = aws_api_gateway_stage.live.stage_name
  }

  throttle_settings {
    burst_limit = each.value.burst
    rate_limit  = each.value.requests_per_second
  }

  quota_settings {
    limit  = each.value.requests_per_day
    period = "DAY"
  }
}

resource "aws_api_gateway_usage_plan_key" "client" {
  for_each = local.api_key_ids

  usage_plan_id = aws_api_gateway_usage_plan.client[each.key].id
  key_id        = each.value
  key_type      = "API_KEY"
}

# What keys there are, without their values. A copy has the name of its plan.
data "aws_api_gateway_api_keys" "present" {
  count = length(local.copied) > 0 ? 1 : 0
}

check "copied_keys" {
  assert {
    condition     = length(local.keyless) == 0
    error_message = "No key is copied yet for ${join(", ", local.keyless)}: ${data.aws_region.current.id} answers them 403 until `inferway keys copy` has run."
  }
}

locals {
  copied = [for name, client in var.clients : name if try(client.api_key.copied, false)]

  keyless = [
    for name in local.copied : name
    if !contains(try(data.aws_api_gateway_api_keys.present[0].items[*].name, []), "${var.name}-${name}")
  ]

  api_key_ids = {
    for name, client in var.clients :
    name => client.api_key == null ? aws_api_gateway_api_key.client[name].id : client.api_key.id
    if !try(client.api_key.copied, false)
  }
}
