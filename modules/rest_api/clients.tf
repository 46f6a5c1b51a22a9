# Who may call, and how much. The value of a key that is made here is in the
# state, as every attribute is; one that was made elsewhere is named by its id,
# and its value is in no file of Terraform's.

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
  for_each = var.clients

  usage_plan_id = aws_api_gateway_usage_plan.client[each.key].id
  key_id        = local.api_key_ids[each.key]
  key_type      = "API_KEY"
}

locals {
  api_key_ids = {
    for name, client in var.clients :
    name => client.api_key == null ? aws_api_gateway_api_key.client[name].id : client.api_key.id
  }
}
