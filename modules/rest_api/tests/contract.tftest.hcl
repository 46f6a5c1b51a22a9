# What the module refuses. What it creates is asked of the local AWS, in
# tests/terraform/test_rest_api.py.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }

  # The provider checks that what it is given are ARNs.
  mock_resource "aws_api_gateway_rest_api" {
    defaults = { execution_arn = "arn:aws:execute-api:eu-west-1:111111111111:abcdef1234" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:111111111111:log-group:access" }
  }
}

variables {
  name        = "inferway-test"
  description = "Predictions."
  kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
  clients     = { demo = {} }

  routes = {
    "POST /predict" = {
      body_schema = "{\"type\": \"array\"}"
      function = {
        name            = "prediction"
        alias           = "live"
        invoke_arn      = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111111111111:function:prediction:live/invocations"
        timeout_seconds = 28
      }
    }
  }
}

run "deploys" {
  assert {
    condition     = aws_api_gateway_usage_plan.client["demo"].quota_settings[0].limit == 100
    error_message = "A client gets 100 requests a day unless told otherwise."
  }

  assert {
    condition     = aws_api_gateway_method.route["POST /predict"].api_key_required
    error_message = "A route needs a key."
  }
}

run "deploys_nothing_when_nothing_changed" {
  assert {
    condition     = output.definition_sha256 == run.deploys.definition_sha256
    error_message = "The same definition must stay one deployment."
  }
}

run "deploys_anew_when_a_time_out_changed" {
  variables {
    routes = {
      "POST /predict" = {
        body_schema = "{\"type\": \"array\"}"
        function = {
          name            = "prediction"
          alias           = "live"
          invoke_arn      = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111111111111:function:prediction:live/invocations"
          timeout_seconds = 28
        }
        timeout_milliseconds = 28500
      }
    }
  }

  assert {
    condition     = output.definition_sha256 != run.deploys.definition_sha256
    error_message = "A change that is not deployed never reaches the stage."
  }
}

run "deploys_anew_when_a_schema_changed" {
  variables {
    routes = {
      "POST /predict" = {
        body_schema = "{\"type\": \"object\"}"
        function = {
          name            = "prediction"
          alias           = "live"
          invoke_arn      = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111111111111:function:prediction:live/invocations"
          timeout_seconds = 28
        }
        timeout_milliseconds = 28500
      }
    }
  }

  assert {
    condition     = output.definition_sha256 != run.deploys_anew_when_a_time_out_changed.definition_sha256
    error_message = "A change that is not deployed never reaches the stage."
  }
}

run "a_key_made_elsewhere_is_used_and_none_made" {
  command = plan

  variables {
    clients = { demo = { api_key = { id = "abcdef1234" } } }
  }

  assert {
    condition     = length(aws_api_gateway_api_key.client) == 0
    error_message = "No key must be made, or its value would be in the state."
  }

  assert {
    condition     = aws_api_gateway_usage_plan_key.client["demo"].key_id == "abcdef1234"
    error_message = "The given key must be the client's."
  }
}

run "a_copy_of_another_region_is_not_terraforms" {
  command = plan

  variables {
    clients = { demo = {}, other = { api_key = { copied = true } } }
  }

  assert {
    condition     = keys(aws_api_gateway_usage_plan.client) == ["demo", "other"]
    error_message = "A client whose key is copied has a plan."
  }

  assert {
    condition     = keys(aws_api_gateway_usage_plan_key.client) == ["demo"] && keys(output.api_key_ids) == ["demo"]
    error_message = "Terraform must know nothing of a key that is copied."
  }

  # Nothing is there yet.
  expect_failures = [check.copied_keys]
}

run "warns_no_more_once_it_is_copied" {
  command = plan

  variables {
    clients = { other = { api_key = { copied = true } } }
  }

  override_data {
    target = data.aws_api_gateway_api_keys.present[0]
    values = { items = [{ name = "inferway-test-other" }] }
  }

  assert {
    condition     = length(local.keyless) == 0
    error_message = "A copy has the name of its plan."
  }
}

run "refuses_a_key_that_is_two_things_or_none" {
  command = plan

  variables {
    clients = { one = { api_key = { copied = true, id = "abcdef1234" } }, two = { api_key = {} } }
  }

  expect_failures = [var.clients]
}

run "several_methods_of_a_path_share_its_405" {
  command = plan

  variables {
    routes = {
      "POST /inferences" = {
        function = { name = "routing", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
      }
      "GET /inferences" = {
        function = { name = "routing", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
      }
    }
  }

  assert {
    condition     = aws_api_gateway_integration_response.answer["ANY /inferences"].response_parameters["method.response.header.Allow"] == "'GET, POST'"
    error_message = "Allow must name every method of the path."
  }
}

run "refuses_no_route" {
  command = plan

  variables {
    routes = {}
  }

  expect_failures = [var.routes]
}

run "the_second_part_may_be_a_parameter" {
  command = plan

  variables {
    routes = {
      "POST /inferences" = {
        function = { name = "routing", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
      }
      "GET /inferences/{id}" = {
        function = { name = "routing", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
      }
      "GET /models/{name}" = {
        function = { name = "routing", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
      }
    }
  }

  assert {
    condition     = { for path, resource in aws_api_gateway_resource.item : path => resource.path_part } == { "/inferences/{id}" = "{id}", "/models/{name}" = "{name}" }
    error_message = "A parameter is a resource below its path."
  }

  assert {
    condition     = keys(aws_api_gateway_resource.path) == ["/health", "/inferences", "/models"]
    error_message = "The path above a parameter must exist, with routes of its own or without."
  }

  assert {
    condition     = local.answers["ANY /inferences/{id}"].allow == "GET" && local.answers["ANY /inferences"].allow == "POST" && !contains(keys(local.answers), "ANY /models")
    error_message = "Each path must answer 405 for what it does not know."
  }
}

run "readiness_needs_no_key" {
  command = plan

  variables {
    routes = {
      "POST /predict" = {
        function = { name = "prediction", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
      }
      "GET /health/ready" = {
        key_required = false
        function     = { name = "routing", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
      }
    }
  }

  assert {
    condition     = { for key, method in aws_api_gateway_method.route : key => method.api_key_required } == { "GET /health/ready" = false, "POST /predict" = true }
    error_message = "Health checkers have no key; everybody else needs one."
  }

  assert {
    condition     = keys(aws_api_gateway_resource.path) == ["/health", "/predict"] && local.answers["ANY /health/ready"].allow == "GET"
    error_message = "Readiness is below /health, which stays the gateway's own."
  }
}

run "refuses_work_without_a_key" {
  command = plan

  variables {
    routes = {
      "POST /predict" = {
        key_required = false
        function     = { name = "prediction", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
      }
    }
  }

  expect_failures = [var.routes]
}

run "refuses_two_names_for_one_parameter" {
  command = plan

  variables {
    routes = {
      "GET /inferences/{id}" = {
        function = { name = "routing", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
      }
      "DELETE /inferences/{key}" = {
        function = { name = "routing", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
      }
    }
  }

  expect_failures = [var.routes]
}

run "refuses_a_path_of_two_parts" {
  command = plan

  variables {
    routes = {
      "POST /predict/now" = {
        function = { name = "prediction", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
      }
    }
  }

  expect_failures = [var.routes]
}

run "refuses_a_route_for_health" {
  command = plan

  variables {
    routes = {
      "GET /health" = {
        function = { name = "prediction", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
      }
    }
  }

  expect_failures = [var.routes]
}

run "refuses_a_schema_that_is_not_json" {
  command = plan

  variables {
    routes = {
      "POST /predict" = {
        body_schema = "{"
        function    = { name = "prediction", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
      }
    }
  }

  expect_failures = [var.routes]
}

run "refuses_to_wait_longer_than_the_gateway_can" {
  command = plan

  variables {
    routes = {
      "POST /predict" = {
        function             = { name = "prediction", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
        timeout_milliseconds = 29001
      }
    }
  }

  expect_failures = [var.routes]
}

run "refuses_to_wait_less_than_the_gateway_can" {
  command = plan

  variables {
    routes = {
      "POST /predict" = {
        function             = { name = "prediction", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x" }
        timeout_milliseconds = 49
      }
    }
  }

  expect_failures = [var.routes]
}

run "refuses_a_function_that_outlives_the_wait" {
  command = plan

  variables {
    routes = {
      "POST /predict" = {
        function             = { name = "prediction", alias = "live", invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/x", timeout_seconds = 6 }
        timeout_milliseconds = 5999
      }
    }
  }

  expect_failures = [var.routes]
}

run "refuses_a_client_with_a_strange_name" {
  command = plan

  variables {
    clients = { "Demo Client" = {} }
  }

  expect_failures = [var.clients]
}

run "refuses_a_client_without_burst" {
  command = plan

  variables {
    clients = { demo = { burst = 0 } }
  }

  expect_failures = [var.clients]
}

run "refuses_a_client_without_rate" {
  command = plan

  variables {
    clients = { demo = { requests_per_second = 0 } }
  }

  expect_failures = [var.clients]
}

run "refuses_a_client_without_quota" {
  command = plan

  variables {
    clients = { demo = { requests_per_day = 0 } }
  }

  expect_failures = [var.clients]
}

run "refuses_a_stage_name_that_is_no_path" {
  command = plan

  variables {
    stage_name = "v1/live"
  }

  expect_failures = [var.stage_name]
}

run "refuses_a_throttle_without_burst" {
  command = plan

  variables {
    throttle = { burst = 0 }
  }

  expect_failures = [var.throttle]
}

run "refuses_a_throttle_without_rate" {
  command = plan

  variables {
    throttle = { requests_per_second = 0 }
  }

  expect_failures = [var.throttle]
}

run "refuses_a_certificate_of_another_region" {
  command = plan

  variables {
    custom_domain = {
      name            = "predict.example.com"
      certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000"
    }
  }

  expect_failures = [aws_api_gateway_domain_name.custom]
}

run "a_custom_domain_is_the_address" {
  command = plan

  variables {
    custom_domain = {
      name            = "predict.example.com"
      certificate_arn = "arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-0000-0000-000000000000"
    }
  }

  assert {
    condition     = output.base_url == "https://predict.example.com"
    error_message = "Routes must begin at the custom domain."
  }
}
