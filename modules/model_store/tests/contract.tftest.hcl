# What the module refuses. What it creates is asked of the local AWS, in
# tests/terraform/test_model_store.py.

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
}

variables {
  name_prefix = "inferway-test"
}

run "accepts_a_prefix_alone" {
  command = plan

  assert {
    condition     = aws_s3_bucket.models.bucket == "inferway-test-models-111111111111-eu-west-1"
    error_message = "The bucket's name must carry the account and the Region."
  }

  assert {
    condition     = aws_s3_bucket.models.force_destroy == false
    error_message = "A destroy must not take models unless asked to."
  }
}

run "the_longest_prefix_still_makes_a_bucket_name" {
  command = plan

  variables {
    name_prefix = "inferway-production-eu1"
  }

  # The longest name of a Region.
  override_data {
    target = data.aws_region.current
    values = { id = "ap-northeast-1" }
  }

  assert {
    condition     = length(aws_s3_bucket.access_logs.bucket) <= 63
    error_message = "S3 allows 63 characters."
  }
}

run "refuses_a_prefix_too_long_for_a_bucket" {
  command = plan

  variables {
    name_prefix = "inferway-production-eu-1"
  }

  expect_failures = [var.name_prefix]
}

run "refuses_a_prefix_that_s3_refuses" {
  command = plan

  variables {
    name_prefix = "Inferway"
  }

  expect_failures = [var.name_prefix]
}

run "refuses_to_forget_replaced_files_at_once" {
  command = plan

  variables {
    replaced_versions = { days = 1 }
  }

  expect_failures = [var.replaced_versions]
}

run "refuses_to_keep_no_replaced_version" {
  command = plan

  variables {
    replaced_versions = { keep = 0 }
  }

  expect_failures = [var.replaced_versions]
}

run "refuses_to_keep_no_access_log" {
  command = plan

  variables {
    access_log_days = 0
  }

  expect_failures = [var.access_log_days]
}

run "what_is_not_copied_rings" {
  command = plan

  variables {
    replication = {
      alarm_topic_arns = ["arn:aws:sns:eu-west-1:111111111111:alerts"]
      bucket_arn       = "arn:aws:s3:::inferway-test-models-111111111111-eu-central-1"
      kms_key_arn      = "arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-0000-0000-000000000000"
    }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.not_copied[0].dimensions.DestinationBucket == "inferway-test-models-111111111111-eu-central-1"
    error_message = "What could not be copied must ring."
  }
}

run "refuses_replication_that_nobody_hears_of" {
  command = plan

  variables {
    copy_of = { alarm_topic_arns = [], bucket_name = "another", latency_minutes = 0 }
    replication = {
      alarm_topic_arns = []
      bucket_arn       = "arn:aws:s3:::another"
      kms_key_arn      = "arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-0000-0000-000000000000"
    }
  }

  expect_failures = [var.copy_of, var.replication]
}
