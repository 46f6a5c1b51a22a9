data "aws_region" "current" {}

resource "aws_api_gateway_rest_api" "gateway" {
  name        = var.name
  description = var.description

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  # Bodies are JSON text, and neither side compresses them: the limits of 6 and
  # 10 MB are then those of what was sent.
  lifecycle {
    create_before_destroy = true
  }
}

# A snapshot: what it does not notice never reaches the stage. So it is made
# again whenever a file that defines the API changes, or what goes into it.
resource "aws_api_gateway_deployment" "snapshot" {
  rest_api_id = aws_api_gateway_rest_api.gateway.id

  triggers = {
    definition = sha256(jsonencode([
      [for file in ["answers.tf", "gateway_responses.tf", "routes.tf"] : filesha256("${path.module}/${file}")],
      local.answers,
      local.gateway_responses,
      local.routes,
    ]))
  }

  depends_on = [
    aws_api_gateway_gateway_response.error,
    aws_api_gateway_integration.function,
    aws_api_gateway_integration_response.answer,
  ]

  lifecycle {
    create_before_destroy = true
  }
}
