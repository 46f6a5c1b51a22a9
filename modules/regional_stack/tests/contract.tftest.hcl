# What the module refuses, and how its parts are wired. What it creates is asked
# of the local AWS, in tests/terraform/test_stack.py.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_ecr_image" {
    defaults = { image_tags = ["1.0.0"] }
  }
}

variables {
  name_prefix = "inferway-test"
  clients     = { demo = {} }

  prediction_image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction"
    digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }

  batch_image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/batch"
    digest         = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
  }

  routing_image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/routing"
    digest         = "sha256:3333333333333333333333333333333333333333333333333333333333333333"
  }

  inference_tables = {
    kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222"

    config = {
      index_arn = "arn:aws:dynamodb:eu-west-1:111111111111:table/inferway-test-routing-config/index/trafficClass-index"
      name      = "inferway-test-routing-config"
    }

    records = {
      arn       = "arn:aws:dynamodb:eu-west-1:111111111111:table/inferway-test-inferences"
      index_arn = "arn:aws:dynamodb:eu-west-1:111111111111:table/inferway-test-inferences/index/unfinished-index"
      name      = "inferway-test-inferences"
    }
  }
}

run "accepts_the_smallest_input" {
  command = plan

  assert {
    condition     = module.prediction.timeout_seconds == 28
    error_message = "What is left out must have the default of its module."
  }

  assert {
    condition     = output.model_pointer_key == "live.json"
    error_message = "The pointer is one object, at the root of the bucket."
  }
}

run "refuses_an_address_that_is_none" {
  command = plan

  variables {
    alert_emails = ["nobody"]
  }

  expect_failures = [var.alert_emails]
}

run "refuses_an_unknown_log_level" {
  command = plan

  variables {
    prediction = { log_level = "LOUD" }
  }

  expect_failures = [var.prediction]
}

run "refuses_to_look_at_the_pointer_all_the_time" {
  command = plan

  variables {
    prediction = { model_refresh_seconds = 0 }
  }

  expect_failures = [var.prediction]
}

run "refuses_part_of_a_second" {
  command = plan

  variables {
    prediction = { model_refresh_seconds = 1.5 }
  }

  expect_failures = [var.prediction]
}

run "endpoints_follow_the_pointer_as_the_function_does" {
  command = plan

  variables {
    prediction = { model_refresh_seconds = 7 }
    routing    = { serverless_endpoint = "a" }
    endpoints = {
      a = { kind = "serverless", serverless = {} }
      b = { kind = "serverless", serverless = {}, model = { refresh_seconds = 30 } }
    }
  }

  assert {
    condition     = { for key, model in local.endpoint_models : key => model.refresh_seconds } == { a = 7, b = 30 }
    error_message = "Every front must look at the pointer as often, unless it is told otherwise."
  }
}

run "refuses_an_unknown_kind" {
  command = plan

  variables {
    endpoints = { a = { kind = "batch" } }
  }

  expect_failures = [var.endpoints]
}

run "refuses_a_name_that_aws_would_refuse" {
  command = plan

  variables {
    endpoints = { A_B = { kind = "serverless", serverless = {} } }
  }

  expect_failures = [var.endpoints]
}

run "each_schedule_has_its_target" {
  command = plan

  variables {
    routing = { provisioned_endpoint = "steady" }

    endpoints = {
      asleep = {
        kind           = "scale_to_zero"
        instances      = { type = "ml.m5.large" }
        business_hours = { windows = { office = { min = 1, max = 2 } }, outside = { min = 0, max = 2 } }
      }
      queue = {
        kind           = "async"
        instances      = { type = "ml.m5.large", min = 0 }
        async          = { input_s3_uri = "s3://exchange/in", output_s3_uri = "s3://exchange/out", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/exchange" }
        business_hours = { windows = { office = { min = 1, max = 2 } }, outside = { min = 0, max = 2 } }
      }
      steady = {
        kind           = "provisioned"
        instances      = { type = "ml.m5.large", max = 3 }
        business_hours = { windows = { office = { min = 2, max = 3 } }, outside = { min = 1, max = 1 }, timezone = "Europe/Berlin", holidays = ["2026-12-25"] }
      }
    }
  }

  assert {
    condition     = { for key, schedule in module.business_hours : key => schedule.timezone } == { asleep = "America/New_York", queue = "America/New_York", steady = "Europe/Berlin" }
    error_message = "Each endpoint with business hours must have its schedule, in its time zone."
  }
}

run "refuses_copies_of_what_has_none" {
  command = plan

  variables {
    endpoints = { a = { kind = "serverless", serverless = {}, copies = { max = 3 } } }
  }

  expect_failures = [var.endpoints]
}

run "refuses_to_forget_what_scale_to_zero_does_not_take" {
  command = plan

  variables {
    endpoints = { a = { kind = "scale_to_zero", instances = { type = "ml.m5.large", invocations_per_minute = 60 } } }
  }

  expect_failures = [var.endpoints]
}

run "the_function_is_kept_warm_by_the_clock" {
  command = plan

  variables {
    prediction = { business_hours = { windows = { office = { min = 2, max = 5 } }, outside = { min = 0, max = 0 } } }
  }

  assert {
    condition     = one(module.prediction_hours).timezone == "America/New_York"
    error_message = "The function must have its schedule."
  }
}

run "without_endpoints_every_inference_waits_for_a_window" {
  command = plan

  assert {
    condition     = length([for target in values(local.targets) : target if target != null]) == 0
    error_message = "What is not there cannot be tried."
  }

  assert {
    condition     = output.served.functions["routing"].image_digest == var.routing_image.digest && output.served.functions["step"].image_digest == var.routing_image.digest && output.served.functions["window"].image_digest == var.batch_image.digest
    error_message = "What is served must name each function's image."
  }

  assert {
    condition     = [for key, function in output.served.functions : key if function.predicts] == ["prediction"]
    error_message = "Only the prediction function is asked for predictions."
  }

  assert {
    condition     = module.routing.timeout_seconds == 28
    error_message = "The routing function must end before the gateway does."
  }
}

run "each_path_takes_the_only_endpoint_of_its_kind" {
  command = plan

  variables {
    endpoints = {
      asleep  = { kind = "scale_to_zero", instances = { type = "ml.m5.large" } }
      on-call = { kind = "serverless", serverless = {} }
      queue   = { kind = "async", instances = { type = "ml.m5.large", min = 0 }, async = { input_s3_uri = "s3://exchange/in", output_s3_uri = "s3://exchange/out", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/exchange" } }
    }
  }

  assert {
    condition     = local.routed == { provisioned = "asleep", serverless = "on-call" }
    error_message = "Where there is one endpoint of a kind, its path takes it."
  }

  assert {
    condition     = local.targets.provisioned.component_name == module.scale_to_zero_endpoint["asleep"].component_name
    error_message = "A component must be named in the call."
  }
}

run "a_path_may_take_another_endpoint_or_none" {
  command = plan

  variables {
    endpoints = {
      a = { kind = "provisioned", instances = { type = "ml.m5.large" } }
      b = { kind = "provisioned", instances = { type = "ml.m5.large" } }
      c = { kind = "serverless", serverless = {} }
    }
    routing = { provisioned_endpoint = "b", serverless_endpoint = "none" }
  }

  assert {
    condition     = local.routed == { provisioned = "b", serverless = null }
    error_message = "What is named counts."
  }

  assert {
    condition     = local.targets.provisioned.component_name == null
    error_message = "An endpoint of instances has no component."
  }
}

run "refuses_to_guess_between_endpoints" {
  command = plan

  variables {
    endpoints = {
      a = { kind = "provisioned", instances = { type = "ml.m5.large" } }
      b = { kind = "scale_to_zero", instances = { type = "ml.m5.large" } }
    }
  }

  expect_failures = [var.routing]
}

run "refuses_to_guess_between_serverless_endpoints" {
  command = plan

  variables {
    endpoints = {
      a = { kind = "serverless", serverless = {} }
      b = { kind = "serverless", serverless = {} }
    }
  }

  expect_failures = [var.routing]
}

run "refuses_an_endpoint_that_is_not_there" {
  command = plan

  variables {
    routing = { provisioned_endpoint = "ghost" }
  }

  expect_failures = [var.routing]
}

run "refuses_an_endpoint_of_another_kind" {
  command = plan

  variables {
    endpoints = { a = { kind = "provisioned", instances = { type = "ml.m5.large" } } }
    routing   = { serverless_endpoint = "a" }
  }

  expect_failures = [var.routing]
}

run "refuses_an_unknown_log_level_of_routing" {
  command = plan

  variables {
    routing = { log_level = "LOUD" }
  }

  expect_failures = [var.routing]
}

run "what_is_stopped_is_left_out_until_it_starts" {
  command = plan

  variables {
    endpoints = {
      a = {
        kind      = "provisioned"
        instances = { type = "ml.m5.large" }
        business_hours = {
          windows = { office = { min = 2, max = 2 } }
          outside = { min = 1, max = 1 }
        }
      }
      b = { kind = "serverless", serverless = {} }
      c = { kind = "serverless", serverless = {} }
    }
    routing = { serverless_endpoint = "b" }
  }

  override_data {
    target = data.aws_ssm_parameters_by_path.stopped
    values = {
      names = [
        "/inferway/inferway-test/stopped/inferway-test-a-ml-m5-large",
        "/inferway/inferway-test/stopped/inferway-test-b-serverless",
        "/inferway/inferway-test/stopped/inferway-test-c-serverless",
      ]
      values = ["{\"action\": \"delete\"}", "{\"action\": \"reduce\"}", "what is this"]
    }
  }

  override_data {
    target = data.aws_resourcegroupstaggingapi_resources.endpoints
    values = {
      resource_tag_mapping_list = [
        { resource_arn = "arn:aws:sagemaker:eu-west-1:111111111111:endpoint/inferway-test-a-ml-m5-large", tags = {}, compliance_details = [] },
        { resource_arn = "arn:aws:sagemaker:eu-west-1:111111111111:endpoint/inferway-test-b-serverless", tags = {}, compliance_details = [] },
      ]
    }
  }

  assert {
    condition     = local.stopped_endpoints == toset(["inferway-test-a-ml-m5-large", "inferway-test-c-serverless"])
    error_message = "What is only reduced is there; of a record that nobody can read the worst is assumed."
  }

  assert {
    condition     = output.endpoints_found == { b = "inferway-test-b-serverless" }
    error_message = "What is stopped is not adopted, although the tags still tell of it."
  }

  assert {
    condition     = module.business_hours["a"].actions == {}
    error_message = "There is nothing to schedule."
  }
}

run "auto_stop_covers_what_is_its_own" {
  command = plan

  variables {
    auto_stop       = {}
    auto_stop_image = { repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/auto-stop", digest = "sha256:4444444444444444444444444444444444444444444444444444444444444444" }
  }

  assert {
    condition     = output.served.functions["auto_stop"].name == "inferway-test-auto-stop"
    error_message = "It is one of the functions that `inferway smoke` looks at."
  }

  assert {
    condition     = module.auto_stop[0].stopped_parameters_path == output.stopped_parameters_path
    error_message = "It records where Terraform reads."
  }
}

run "refuses_to_stop_without_an_image" {
  command = plan

  variables {
    auto_stop = {}
  }

  expect_failures = [var.auto_stop]
}

run "refuses_one_address_for_both_regions" {
  command = plan

  variables {
    api_address = "https://api.example.com"
  }

  expect_failures = [var.api_address]
}
