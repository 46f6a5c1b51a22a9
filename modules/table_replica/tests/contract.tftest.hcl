# What the module refuses. What it creates is asked of the local AWS, in
# tests/terraform/test_global_table.py.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-central-1" }
  }
}

variables {
  alarm_topic_arns = ["arn:aws:sns:eu-central-1:111111111111:alerts"]
  kms_key_arn      = "arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-0000-0000-000000000000"

  global_table = {
    arn     = "arn:aws:dynamodb:eu-west-1:111111111111:table/inferway-test-inferences"
    name    = "inferway-test-inferences"
    regions = ["eu-central-1"]
  }
}

run "a_replica_is_protected_and_recoverable" {
  command = plan

  assert {
    condition     = aws_dynamodb_table_replica.replica.deletion_protection_enabled && aws_dynamodb_table_replica.replica.point_in_time_recovery
    error_message = "A replica is protected and recoverable unless told otherwise: neither comes from the table."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.latency.dimensions.ReceivingRegion == "eu-west-1"
    error_message = "The way back must be watched."
  }
}

run "refuses_the_tables_own_region" {
  command = plan

  variables {
    global_table = {
      arn     = "arn:aws:dynamodb:eu-central-1:111111111111:table/inferway-test-inferences"
      name    = "inferway-test-inferences"
      regions = ["eu-central-1"]
    }
  }

  expect_failures = [aws_dynamodb_table_replica.replica]
}

run "refuses_a_region_where_the_table_expects_none" {
  command = plan

  variables {
    global_table = {
      arn     = "arn:aws:dynamodb:eu-west-1:111111111111:table/inferway-test-inferences"
      name    = "inferway-test-inferences"
      regions = ["us-east-1"]
    }
  }

  expect_failures = [aws_dynamodb_table_replica.replica]
}

run "refuses_a_key_of_another_region" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
  }

  expect_failures = [aws_dynamodb_table_replica.replica]
}

run "refuses_an_alias_and_an_alarm_that_nobody_hears" {
  command = plan

  variables {
    alarm_topic_arns = []
    kms_key_arn      = "alias/tables"
    latency_seconds  = 0
  }

  expect_failures = [var.alarm_topic_arns, var.kms_key_arn, var.latency_seconds]
}
