# That what an environment says reaches the parts. What they refuse is in their
# own contracts.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_ecr_image" {
    defaults = { image_tags = ["1.0.0"] }
  }
}

mock_provider "aws" {
  alias = "standby"

  # Clients' keys are copied by people; the plan warns until they are.
  mock_data "aws_api_gateway_api_keys" {
    defaults = { items = [{ name = "inferway-test-demo" }] }
  }

  mock_data "aws_region" {
    defaults = { id = "eu-central-1" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_ecr_image" {
    defaults = { image_tags = ["1.0.0"] }
  }
}

mock_provider "aws" {
  alias = "us_east_1"

  mock_data "aws_region" {
    defaults = { id = "us-east-1" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
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
}

run "accepts_the_smallest_input" {
  command = plan

  assert {
    condition     = output.prediction_log_group == "/aws/lambda/inferway-test-prediction"
    error_message = "Names must begin with the prefix."
  }
}

run "a_client_gets_the_key_that_was_made_for_it" {
  command = plan

  variables {
    clients = { demo = { api_key = { id = "abcdef1234" } } }
  }

  assert {
    condition     = output.api_key_ids == { demo = "abcdef1234" }
    error_message = "Clients must reach the API."
  }
}

run "the_custom_domain_is_the_address" {
  command = plan

  variables {
    custom_domain = {
      name            = "predict.example.com"
      certificate_arn = "arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-0000-0000-000000000000"
    }
  }

  assert {
    condition     = output.predict_url == "https://predict.example.com/predict"
    error_message = "The custom domain must reach the API."
  }
}

run "an_endpoint_of_each_kind_is_made" {
  command = plan

  variables {
    prediction = { model_refresh_seconds = 5 }
    routing    = { provisioned_endpoint = "asleep" }

    endpoints = {
      batch   = { kind = "async", instances = { type = "ml.m5.large", min = 0 }, async = { input_s3_uri = "s3://exchange/in", output_s3_uri = "s3://exchange/out", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/exchange" } }
      asleep  = { kind = "scale_to_zero", instances = { type = "ml.m5.large" } }
      fixed   = { kind = "provisioned", instances = { type = "ml.m5.large" }, model = { pinned = { name = "tiny", version = "0123456789abcdef" } } }
      on-call = { kind = "serverless", serverless = { memory_mb = 4096 } }
    }
  }

  override_data {
    target = module.region.module.endpoint["fixed"].data.aws_s3_objects.pinned
    values = { keys = ["models/tiny/0123456789abcdef/manifest.json", "models/tiny/0123456789abcdef/model.tar.gz"] }
  }

  override_data {
    target = module.region.module.endpoint["fixed"].data.aws_s3_object.manifest
    values = { body = "{}" }
  }

  assert {
    condition = {
      for key, endpoint in output.served.endpoints : key => [endpoint.kind, endpoint.endpoint_name]
      } == {
      asleep  = ["scale_to_zero", "inferway-test-asleep-zero-ml-m5-large"]
      batch   = ["async", "inferway-test-batch-async-ml-m5-large"]
      fixed   = ["provisioned", "inferway-test-fixed-ml-m5-large"]
      on-call = ["serverless", "inferway-test-on-call-serverless"]
    }
    error_message = "Every endpoint must be made, under a name of its own."
  }

  assert {
    condition     = output.served.endpoints["fixed"].model.version == "0123456789abcdef" && output.served.endpoints["on-call"].model == null
    error_message = "What is served must say which model is pinned, and of the others that the pointer decides."
  }

  assert {
    condition     = output.served.endpoints["batch"].input_url == "s3://exchange/in/" && output.served.endpoints["on-call"].input_url == null
    error_message = "What is served must say where an asynchronous endpoint takes requests from."
  }

  assert {
    condition     = alltrue([for endpoint in values(output.served.endpoints) : endpoint.image_digest == var.prediction_image.digest])
    error_message = "Every front must run the one image."
  }
}

run "without_endpoints_there_are_none" {
  command = plan

  assert {
    condition     = output.served.endpoints == {}
    error_message = "Endpoints cost money: nobody gets one unasked."
  }
}

run "inferences_have_tables_that_nobody_deletes_by_accident" {
  command = plan

  assert {
    condition     = output.records_table == "inferway-test-inferences" && output.routing_config_table == "inferway-test-routing-config"
    error_message = "Names must begin with the prefix."
  }

  assert {
    condition     = module.records.deletion_protection && module.routing_config.deletion_protection
    error_message = "Records are kept unless told otherwise."
  }
}

run "routing_reaches_its_parts" {
  command = plan

  variables {
    routing = {
      batch           = { window_minutes = 10 }
      defaults        = { batch_threshold = 500 }
      force_destroy   = true
      traffic_classes = { nightly = { preferred = "batch" } }
    }
  }

  assert {
    condition     = jsonencode(module.routing_config.rules) == jsonencode({ "*" = "terraform#*", nightly = "terraform#nightly" })
    error_message = "Config must reach its table."
  }

  assert {
    condition     = !module.records.deletion_protection
    error_message = "What may be destroyed must not be protected."
  }
}

run "at_tier_1_the_other_region_has_it_all" {
  command = plan

  variables {
    recovery_tier = 1
    clients       = { demo = { api_key = { id = "abcdef1234" } } }
    prediction    = { concurrency = { provisioned = 2 } }
    custom_domain = { name = "predict.example.com", zone_id = "Z0123456789" }

    failover_image = {
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/failover"
      digest         = "sha256:4444444444444444444444444444444444444444444444444444444444444444"
    }

    endpoints = {
      fixed   = { kind = "provisioned", instances = { type = "ml.m5.large" } }
      on-call = { kind = "serverless", serverless = { memory_mb = 4096 } }
    }
  }

  assert {
    condition     = keys(output.standby_served.endpoints) == ["fixed", "on-call"]
    error_message = "At tier 1 every endpoint is in both Regions."
  }

  assert {
    condition     = strcontains(local.standby_images.prediction.repository_url, ".ecr.eu-central-1.") && local.standby_images.prediction.digest == var.prediction_image.digest
    error_message = "The other Region must run the same image, from its own registry."
  }

  assert {
    condition     = output.recovery.standby.region == "eu-central-1" && output.recovery.home.region == "eu-west-1"
    error_message = "Commands must be told of both Regions."
  }

  assert {
    condition     = length(aws_acm_certificate.home) == 1 && length(aws_acm_certificate.standby) == 1 && length(aws_route53_record.proof) == 1
    error_message = "Where no certificate is given, each Region must get one, proved by one record."
  }
}

run "at_tier_2_the_other_region_has_what_costs_nothing_at_rest" {
  command = plan

  variables {
    recovery_tier = 2
    prediction    = { concurrency = { provisioned = 2, reserved = 10 } }
    routing       = { provisioned_endpoint = "fixed" }

    custom_domain = {
      name                    = "predict.example.com"
      zone_id                 = "Z0123456789"
      certificate_arn         = "arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-0000-0000-000000000000"
      standby_certificate_arn = "arn:aws:acm:eu-central-1:111111111111:certificate/00000000-0000-0000-0000-000000000000"
    }

    failover_image = {
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/failover"
      digest         = "sha256:4444444444444444444444444444444444444444444444444444444444444444"
    }

    endpoints = {
      fixed   = { kind = "provisioned", instances = { type = "ml.m5.large" } }
      on-call = { kind = "serverless", serverless = { memory_mb = 4096, provisioned_concurrency = { min = 1, max = 2 } } }
    }
  }

  assert {
    condition     = keys(output.standby_served.endpoints) == ["on-call"] && local.standby_endpoints["on-call"].serverless.provisioned_concurrency == null
    error_message = "At tier 2 nothing is provisioned in the other Region."
  }

  assert {
    condition     = local.standby_paths.provisioned_endpoint == "none" && local.standby_paths.serverless_endpoint == null
    error_message = "A path whose endpoint is at home alone must have none there."
  }

  assert {
    condition     = length(aws_acm_certificate.home) == 0 && length(aws_route53_record.proof) == 0
    error_message = "Certificates that are given are taken."
  }
}

run "at_tier_3_the_other_region_has_copies" {
  command = plan

  variables {
    recovery_tier = 3
  }

  assert {
    condition     = output.recovery.standby == null && length(module.failover) == 0 && length(module.backup) == 1 && length(module.standby_models) == 1
    error_message = "At tier 3 there are backups and models, and nothing that serves."
  }
}

# What is missing is said at once, and by what is to be done.
run "refuses_tiers_without_what_they_need" {
  command = plan

  variables {
    recovery_tier = 1
    firewall      = { web_acl_arn = "arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/x/0" }
  }

  expect_failures = [var.recovery_tier]
}

run "refuses_a_name_that_nothing_proves_and_an_endpoint_that_is_none" {
  command = plan

  variables {
    custom_domain = { name = "predict.example.com" }
    standby       = { endpoints = ["nobody"] }
  }

  expect_failures = [var.custom_domain, var.standby]
}

run "refuses_an_unknown_tier" {
  command = plan

  variables {
    recovery_tier = 4
  }

  expect_failures = [var.recovery_tier]
}

run "refuses_endpoints_that_name_things_of_one_region" {
  command = plan

  variables {
    recovery_tier = 1
    custom_domain = { name = "predict.example.com", zone_id = "Z0123456789" }

    failover_image = {
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/failover"
      digest         = "sha256:4444444444444444444444444444444444444444444444444444444444444444"
    }

    endpoints = {
      batch = { kind = "async", instances = { type = "ml.m5.large", min = 0 }, async = { input_s3_uri = "s3://exchange/in", output_s3_uri = "s3://exchange/out", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/exchange" } }
    }
  }

  expect_failures = [var.recovery_tier]
}

run "refuses_a_second_region_that_is_the_first" {
  command = plan

  variables {
    recovery_tier = 3
  }

  override_data {
    target = data.aws_region.standby
    values = { id = "eu-west-1" }
  }

  expect_failures = [var.recovery_tier]
}
