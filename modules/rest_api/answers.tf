# What the gateway answers by itself: the health check, and methods that a path
# does not know. Neither wakes a function, or needs a key.

locals {
  answers = merge(
    {
      "GET /health" = {
        method = "GET"
        path   = "/health"
        status = 200
        allow  = null
        body   = { status = "ok" }
      }
    },
    {
      for path, methods in local.methods : "ANY ${path}" => {
        method = "ANY"
        path   = path
        status = 405
        allow  = join(", ", methods)
        body = {
          error = {
            code       = "method_not_allowed"
            message    = "${path} answers ${join(", ", methods)} only."
            request_id = "$context.requestId"
          }
        }
      }
    },
  )
}

resource "aws_api_gateway_method" "answer" {
  #checkov:skip=CKV_AWS_59:Health checks carry no key, and a method that does not exist needs none to be refused.
  #checkov:skip=CKV2_AWS_53:The answer is the same whatever is sent.
  for_each = local.answers

  rest_api_id   = aws_api_gateway_rest_api.gateway.id
  resource_id   = local.resource_ids[each.value.path]
  http_method   = each.value.method
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "answer" {
  for_each = local.answers

  rest_api_id = aws_api_gateway_rest_api.gateway.id
  resource_id = aws_api_gateway_method.answer[each.key].resource_id
  http_method = aws_api_gateway_method.answer[each.key].http_method

  type = "MOCK"

  # A body of another type than the template's would pass through, and a mock
  # that finds no status in what it gets answers 500. So it is refused: 415.
  passthrough_behavior = "NEVER"
  request_templates    = { "application/json" = jsonencode({ statusCode = each.value.status }) }
}

resource "aws_api_gateway_method_response" "answer" {
  for_each = local.answers

  rest_api_id = aws_api_gateway_rest_api.gateway.id
  resource_id = aws_api_gateway_method.answer[each.key].resource_id
  http_method = aws_api_gateway_method.answer[each.key].http_method
  status_code = each.value.status

  response_parameters = each.value.allow == null ? null : { "method.response.header.Allow" = true }
}

resource "aws_api_gateway_integration_response" "answer" {
  for_each = local.answers

  rest_api_id = aws_api_gateway_rest_api.gateway.id
  resource_id = aws_api_gateway_method_response.answer[each.key].resource_id
  http_method = aws_api_gateway_method_response.answer[each.key].http_method
  status_code = aws_api_gateway_method_response.answer[each.key].status_code

  response_templates  = { "application/json" = jsonencode(each.value.body) }
  response_parameters = each.value.allow == null ? null : { "method.response.header.Allow" = "'${each.value.allow}'" }

  depends_on = [aws_api_gateway_integration.answer]
}
