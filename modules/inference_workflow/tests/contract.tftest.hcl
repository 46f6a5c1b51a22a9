# What the module refuses, and how its parts are wired. What it creates is asked
# of the local AWS, in tests/terraform/test_inference_workflow.py.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_ecr_image" {
    defaults = { image_tags = ["1.0.0"] }
  }
}

variables {
  name             = "inferway-test-inferences"
  kms_key_arn      = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
  alarm_topic_arns = ["arn:aws:sns:eu-west-1:111111111111:alerts"]

  batch_image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/batch"
    digest         = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
  }

  prediction_image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction"
    digest         = "sha256:2222222222222222222222222222222222222222222222222222222222222222"
  }

  routing_image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/routing"
    digest         = "sha256:3333333333333333333333333333333333333333333333333333333333333333"
  }

  model_store = {
    bucket_arn  = "arn:aws:s3:::inferway-test-models"
    bucket_name = "inferway-test-models"
    kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/11111111-1111-1111-1111-111111111111"
    pointer_key = "live.json"
  }

  records_table = {
    arn         = "arn:aws:dynamodb:eu-west-1:111111111111:table/inferway-test-inferences"
    index_arn   = "arn:aws:dynamodb:eu-west-1:111111111111:table/inferway-test-inferences/index/unfinished-index"
    kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222"
    name        = "inferway-test-inferences"
  }
}

run "accepts_the_smallest_input" {
  command = plan

  assert {
    condition     = aws_sqs_queue.windows.visibility_timeout_seconds == 720
    error_message = "A message comes back when the function that took it is surely dead."
  }

  assert {
    condition     = module.schedules.expressions == { sweeper = "cron(0/1 * * * ? *)", window = "cron(0/5 * * * ? *)" }
    error_message = "Windows and sweeps follow the clock."
  }

  assert {
    condition     = one([for alarm in [aws_cloudwatch_metric_alarm.queues["windows-late"]] : alarm.threshold]) == 900
    error_message = "Late is what has waited for three windows."
  }

  assert {
    condition     = local.target_environment == { PROVISIONED_COMPONENT = "", PROVISIONED_ENDPOINT = "", SERVERLESS_ENDPOINT = "" }
    error_message = "Without endpoints there is none to try."
  }
}

run "the_definition_is_valid_json_of_its_own" {
  command = plan

  assert {
    condition     = length(jsondecode(file("${path.module}/definitions/inference.asl.json")).States) > 1
    error_message = "The definition must be JSON before anything is put into it."
  }
}

run "every_endpoint_may_be_asked" {
  command = plan

  variables {
    targets = {
      provisioned = { endpoint_name = "asleep", endpoint_arn = "arn:asleep", component_name = "asleep-model", component_arn = "arn:asleep-model" }
      serverless  = { endpoint_name = "on-demand", endpoint_arn = "arn:on-demand" }
    }
  }

  assert {
    condition     = output.targets == { PROVISIONED_COMPONENT = "asleep-model", PROVISIONED_ENDPOINT = "asleep", SERVERLESS_ENDPOINT = "on-demand" }
    error_message = "Functions must be told of each endpoint."
  }

  assert {
    condition     = output.target_arns == tolist(["arn:asleep", "arn:asleep-model", "arn:on-demand"])
    error_message = "A call of a component takes both permissions."
  }
}

run "a_window_may_last_an_hour" {
  command = plan

  variables {
    batch = { window_minutes = 60, window_timeout_seconds = 900, sweep_minutes = 15 }
  }

  assert {
    condition     = module.schedules.expressions["window"] == "cron(0 * * * ? *)"
    error_message = "Once an hour is on the hour."
  }

  assert {
    condition     = module.sweeper.timeout_seconds == 895
    error_message = "A sweep ends before the next begins."
  }
}

run "refuses_requests_that_sagemaker_refuses" {
  command = plan

  variables {
    batch = { max_concurrent_transforms = 5, max_payload_mb = 21 }
  }

  expect_failures = [var.batch]
}

run "refuses_requests_that_hold_no_inference" {
  command = plan

  variables {
    batch = { max_payload_mb = 5 }
  }

  expect_failures = [var.batch]
}

run "refuses_part_of_a_request" {
  command = plan

  variables {
    batch = { max_concurrent_transforms = 1.5 }
  }

  expect_failures = [var.batch]
}

run "refuses_windows_that_drift" {
  command = plan

  variables {
    batch = { window_minutes = 7 }
  }

  expect_failures = [var.batch]
}

run "refuses_sweeps_that_drift" {
  command = plan

  variables {
    batch = { sweep_minutes = 20 }
  }

  expect_failures = [var.batch]
}

run "refuses_a_function_that_outlives_its_window" {
  command = plan

  variables {
    batch = { window_minutes = 1, window_timeout_seconds = 61 }
  }

  expect_failures = [var.batch]
}

run "refuses_a_function_without_time" {
  command = plan

  variables {
    batch = { window_timeout_seconds = 5 }
  }

  expect_failures = [var.batch]
}

run "refuses_more_than_sqs_hands_out" {
  command = plan

  variables {
    batch = { max_records = 120000 }
  }

  expect_failures = [var.batch]
}

run "refuses_to_begin_a_window_for_nothing" {
  command = plan

  variables {
    batch = { trigger_messages = 0 }
  }

  expect_failures = [var.batch]
}

run "refuses_an_instance_type_of_ec2" {
  command = plan

  variables {
    batch = { instances = { type = "m5.large" } }
  }

  expect_failures = [var.batch]
}

run "refuses_a_job_without_instances" {
  command = plan

  variables {
    batch = { instances = { count = 0 } }
  }

  expect_failures = [var.batch]
}

run "refuses_a_name_that_a_bucket_refuses" {
  command = plan

  variables {
    name = "Inferences"
  }

  expect_failures = [var.name]
}

run "refuses_a_name_that_a_job_refuses" {
  command = plan

  variables {
    name = "two--hyphens"
  }

  expect_failures = [var.name]
}

run "refuses_a_name_that_is_too_long" {
  command = plan

  variables {
    name = "inferway-of-a-very-long-name-indeed-1"
  }

  expect_failures = [var.name]
}

run "refuses_half_a_component" {
  command = plan

  variables {
    targets = { provisioned = { endpoint_name = "asleep", endpoint_arn = "arn:asleep", component_name = "asleep-model" } }
  }

  expect_failures = [var.targets]
}

run "refuses_a_processor_that_jobs_lack" {
  command = plan

  variables {
    prediction_image = {
      architecture   = "arm64"
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction"
      digest         = "sha256:2222222222222222222222222222222222222222222222222222222222222222"
    }
  }

  expect_failures = [var.prediction_image]
}

run "refuses_an_image_of_another_region" {
  command = plan

  variables {
    prediction_image = {
      repository_url = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/inferway/prediction"
      digest         = "sha256:2222222222222222222222222222222222222222222222222222222222222222"
    }
  }

  expect_failures = [data.aws_ecr_image.prediction]
}

run "refuses_an_unknown_log_level" {
  command = plan

  variables {
    log_level = "LOUD"
  }

  expect_failures = [var.log_level]
}

run "refuses_alarms_that_tell_nobody" {
  command = plan

  variables {
    alarm_topic_arns = []
  }

  expect_failures = [var.alarm_topic_arns]
}

run "copies_documents_and_no_windows" {
  command = plan

  variables {
    replication = {
      alarm_topic_arns = ["arn:aws:sns:eu-west-1:111111111111:alerts"]
      bucket_arn       = "arn:aws:s3:::inferway-test-inferences-111111111111-eu-central-1"
      kms_key_arn      = "arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-0000-0000-000000000000"
    }
  }

  assert {
    condition     = jsonencode(values(local.replicated)) == jsonencode(["payloads/", "results/"])
    error_message = "Windows of two Regions have the same names: they must stay where they are."
  }

  assert {
    condition = (
      aws_cloudwatch_metric_alarm.not_copied["payloads"].dimensions.DestinationBucket == "inferway-test-inferences-111111111111-eu-central-1" &&
      aws_cloudwatch_metric_alarm.behind["results"].dimensions.SourceBucket == "inferway-test-inferences-111111111111-eu-central-1"
    )
    error_message = "What could not be copied, or comes late, must ring."
  }
}

run "refuses_replication_that_nobody_watches" {
  command = plan

  variables {
    replication = {
      alarm_topic_arns = []
      bucket_arn       = "arn:aws:s3:::another"
      kms_key_arn      = "arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-0000-0000-000000000000"
    }
  }

  expect_failures = [var.replication]
}
