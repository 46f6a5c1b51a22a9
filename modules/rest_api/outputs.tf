output "access_log_group_name" {
  description = "Log group with a line of JSON for every request."
  value       = aws_cloudwatch_log_group.access.name
}

output "api_id" {
  description = "ID of the REST API."
  value       = aws_api_gateway_rest_api.gateway.id
}

output "api_key_ids" {
  description = "ID of each client's API key. Its value is asked of AWS: `aws apigateway get-api-key --include-value --api-key <id>`."
  value       = local.api_key_ids

  # A key is of use once its plan knows it.
  depends_on = [aws_api_gateway_usage_plan_key.client]
}

output "base_url" {
  description = "Where the routes begin: `<base_url>/predict`. The custom domain, where there is one."
  value       = var.custom_domain == null ? aws_api_gateway_stage.live.invoke_url : "https://${aws_api_gateway_base_path_mapping.custom[0].domain_name}"

  depends_on = [
    aws_api_gateway_method_settings.all,
    aws_lambda_permission.route,
  ]
}

output "custom_domain_target" {
  description = "Where the DNS record of the custom domain points: `name` and `zone_id` of an alias record; null without one."
  value = var.custom_domain == null ? null : {
    name    = aws_api_gateway_domain_name.custom[0].regional_domain_name
    zone_id = aws_api_gateway_domain_name.custom[0].regional_zone_id
  }
}

output "definition_sha256" {
  description = "Of all that defines the API: it changes with whatever makes a new deployment."
  value       = aws_api_gateway_deployment.snapshot.triggers.definition
}

output "stage_name" {
  description = "Name of the stage."
  value       = aws_api_gateway_stage.live.stage_name
}

output "usage_plan_ids" {
  description = "ID of each client's usage plan, also of those whose keys are copied into it."
  value       = { for name, plan in aws_api_gateway_usage_plan.client : name => plan.id }
}
