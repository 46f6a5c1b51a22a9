# What functions answer. The files named in the deployment's triggers, this one
# among them, hold the whole definition of the API.

locals {
  routes = {
    for key, route in var.routes : key => merge(route, {
      method = split(" ", key)[0]
      path   = split(" ", key)[1]
    })
  }

  # "/inferences" of "/inferences/{id}".
  parents = { for path in keys(local.methods) : path => dirname(path) if dirname(path) != "/" }

  # Every path with the methods that it knows.
  methods = merge(
    { "/health" = ["GET"] },
    {
      for path in distinct(values(local.routes)[*].path) :
      path => sort([for route in values(local.routes) : route.method if route.path == path])
    },
  )
}

resource "aws_api_gateway_resource" "path" {
  for_each = setunion(setsubtract(keys(local.methods), keys(local.parents)), values(local.parents))

  rest_api_id = aws_api_gateway_rest_api.gateway.id
  parent_id   = aws_api_gateway_rest_api.gateway.root_resource_id
  path_part   = trimprefix(each.key, "/")
}

resource "aws_api_gateway_resource" "item" {
  for_each = local.parents

  rest_api_id = aws_api_gateway_rest_api.gateway.id
  parent_id   = aws_api_gateway_resource.path[each.value].id
  path_part   = basename(each.key)
}

locals {
  resource_ids = merge(
    { for path, resource in aws_api_gateway_resource.path : path => resource.id },
    { for path, resource in aws_api_gateway_resource.item : path => resource.id },
  )
}

resource "aws_api_gateway_request_validator" "body" {
  rest_api_id           = aws_api_gateway_rest_api.gateway.id
  name                  = "body"
  validate_request_body = true
}

resource "aws_api_gateway_model" "body" {
  for_each = { for key, route in local.routes : key => route if route.body_schema != null }

  rest_api_id  = aws_api_gateway_rest_api.gateway.id
  name         = join("", [for word in regexall("[a-z0-9]+", lower(each.key)) : title(word)])
  description  = "Body of ${each.key}."
  content_type = "application/json"
  schema       = each.value.body_schema
}

resource "aws_api_gateway_method" "route" {
  #checkov:skip=CKV_AWS_59:A route goes without a key only where var.routes says so, which allows it to health checks alone.
  #checkov:skip=CKV2_AWS_53:A route without a body has nothing to validate; with one it has the validator.
  for_each = local.routes

  rest_api_id = aws_api_gateway_rest_api.gateway.id
  resource_id = local.resource_ids[each.value.path]
  http_method = each.value.method

  authorization    = "NONE"
  api_key_required = each.value.key_required

  # Bodies of another type are not validated here: the function answers 415.
  request_validator_id = each.value.body_schema == null ? null : aws_api_gateway_request_validator.body.id
  request_models       = each.value.body_schema == null ? null : { "application/json" = aws_api_gateway_model.body[each.key].name }
}

resource "aws_api_gateway_integration" "function" {
  for_each = local.routes

  rest_api_id = aws_api_gateway_rest_api.gateway.id
  resource_id = aws_api_gateway_method.route[each.key].resource_id
  http_method = aws_api_gateway_method.route[each.key].http_method

  type                    = "AWS_PROXY"
  integration_http_method = "POST" # how Lambda is called, whatever the route
  uri                     = each.value.function.invoke_arn
  timeout_milliseconds    = each.value.timeout_milliseconds
}

resource "aws_lambda_permission" "route" {
  for_each = local.routes

  statement_id  = join("-", concat([aws_api_gateway_rest_api.gateway.id, each.value.method], regexall("[a-z0-9_-]+", each.value.path)))
  action        = "lambda:InvokeFunction"
  function_name = each.value.function.name
  qualifier     = each.value.function.alias
  principal     = "apigateway.amazonaws.com"

  # Whatever stands in a parameter's place.
  source_arn = "${aws_api_gateway_rest_api.gateway.execution_arn}/${var.stage_name}/${each.value.method}${replace(each.value.path, "/{[^}]*}/", "*")}"
}
