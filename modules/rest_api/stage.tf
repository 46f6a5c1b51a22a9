resource "aws_api_gateway_stage" "live" {
  #checkov:skip=CKV_AWS_73:Traces are billed one by one: whether requests are followed is the caller's to say, by var.tracing.
  #checkov:skip=CKV_AWS_120:Answers depend on the body and on the live model; a cache knows neither.
  #checkov:skip=CKV2_AWS_29:A web ACL costs by the hour: it is the caller's to give.
  #checkov:skip=CKV2_AWS_77:What a web ACL holds is its owner's; nothing here runs Java.
  #checkov:skip=CKV2_AWS_51:Clients are told apart by API key; what is behind the gateway is called by IAM.
  rest_api_id   = aws_api_gateway_rest_api.gateway.id
  deployment_id = aws_api_gateway_deployment.snapshot.id
  stage_name    = var.stage_name

  xray_tracing_enabled = var.tracing

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format = jsonencode({
      api_key_id             = "$context.identity.apiKeyId"
      error                  = "$context.error.responseType"
      integration_error      = "$context.integration.error"
      integration_latency_ms = "$context.integration.latency"
      integration_request_id = "$context.integration.requestId"
      integration_status     = "$context.integration.status"
      latency_ms             = "$context.responseLatency"
      method                 = "$context.httpMethod"
      path                   = "$context.path"
      request_id             = "$context.requestId"
      response_bytes         = "$context.responseLength"
      source_ip              = "$context.identity.sourceIp"
      status                 = "$context.status"
      time                   = "$context.requestTime"
    })
  }

  # The gateway makes this one itself when it is missing, without retention or
  # key.
  depends_on = [aws_cloudwatch_log_group.execution]
}

resource "aws_api_gateway_method_settings" "all" {
  #checkov:skip=CKV_AWS_225:Answers depend on the body and on the live model; a cache knows neither.
  rest_api_id = aws_api_gateway_rest_api.gateway.id
  stage_name  = aws_api_gateway_stage.live.stage_name
  method_path = "*/*"

  settings {
    metrics_enabled        = true
    logging_level          = "ERROR"
    data_trace_enabled     = false # bodies are the clients'
    throttling_burst_limit = var.throttle.burst
    throttling_rate_limit  = var.throttle.requests_per_second
  }
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/apigateway/${var.name}/access"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_cloudwatch_log_group" "execution" {
  name              = "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.gateway.id}/${var.stage_name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_wafv2_web_acl_association" "stage" {
  count = var.firewall == null ? 0 : 1

  resource_arn = aws_api_gateway_stage.live.arn
  web_acl_arn  = var.firewall.web_acl_arn
}
