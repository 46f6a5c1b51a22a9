resource "aws_api_gateway_domain_name" "custom" {
  count = var.custom_domain == null ? 0 : 1

  domain_name              = var.custom_domain.name
  regional_certificate_arn = var.custom_domain.certificate_arn
  security_policy          = "TLS_1_2"

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  lifecycle {
    precondition {
      condition     = split(":", var.custom_domain.certificate_arn)[3] == data.aws_region.current.id
      error_message = "custom_domain.certificate_arn must be a certificate in ${data.aws_region.current.id}: a regional domain name takes no other."
    }
  }
}

resource "aws_api_gateway_base_path_mapping" "custom" {
  count = var.custom_domain == null ? 0 : 1

  api_id      = aws_api_gateway_rest_api.gateway.id
  stage_name  = aws_api_gateway_stage.live.stage_name
  domain_name = aws_api_gateway_domain_name.custom[0].domain_name
}
