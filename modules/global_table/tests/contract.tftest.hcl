# What the module refuses. What it creates is asked of the local AWS, in
# tests/terraform/test_stack.py and test_global_table.py.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
}

variables {
  name        = "inferway-test-inferences"
  hash_key    = "id"
  attributes  = { id = "S" }
  kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
}

run "accepts_the_smallest_input" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.global.deletion_protection_enabled
    error_message = "A table is protected unless told otherwise."
  }

  assert {
    condition     = aws_dynamodb_table.global.point_in_time_recovery[0].enabled
    error_message = "A table must be recoverable."
  }

  assert {
    condition     = aws_dynamodb_table.global.stream_view_type == "NEW_AND_OLD_IMAGES"
    error_message = "A replica needs the stream."
  }

  assert {
    condition     = aws_dynamodb_table.global.server_side_encryption[0].kms_key_arn == var.kms_key_arn
    error_message = "The table must be encrypted with the given key."
  }
}

run "a_replica_is_watched" {
  command = plan

  variables {
    replicas = { eu-central-1 = { alarm_topic_arns = ["arn:aws:sns:eu-west-1:111111111111:alerts"], latency_seconds = 30 } }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.latency["eu-central-1"].threshold == 30000
    error_message = "The alarm must ring at the given latency, in milliseconds."
  }

  assert {
    condition     = output.replicated.regions == toset(["eu-central-1"])
    error_message = "A replica must learn where it is expected."
  }
}

run "refuses_a_replica_where_the_table_is" {
  command = plan

  variables {
    replicas = { eu-west-1 = { alarm_topic_arns = ["arn:aws:sns:eu-west-1:111111111111:alerts"] } }
  }

  expect_failures = [aws_dynamodb_table.global]
}

run "refuses_strong_consistency_and_regions_that_are_none" {
  command = plan

  variables {
    replicas = { eu-central-1 = { alarm_topic_arns = ["arn:aws:sns:eu-west-1:111111111111:alerts"], consistency = "strong" }, frankfurt = { alarm_topic_arns = ["arn:aws:sns:eu-west-1:111111111111:alerts"], latency_seconds = 0 } }
  }

  expect_failures = [var.replicas]
}

run "refuses_replicas_that_nobody_hears_of" {
  command = plan

  variables {
    replicas = { eu-central-1 = { alarm_topic_arns = [] } }
  }

  expect_failures = [var.replicas]
}

run "an_index_holds_what_it_is_told" {
  command = plan

  variables {
    attributes = { id = "S", unfinished = "S", attendBy = "N" }
    indexes = {
      unfinished-index = { hash_key = "unfinished", range_key = "attendBy", projection = "INCLUDE", non_key_attributes = ["run"] }
    }
  }

  assert {
    condition     = one(aws_dynamodb_table.global.global_secondary_index).non_key_attributes == toset(["run"])
    error_message = "The index must hold what it is told."
  }
}

run "refuses_a_key_without_a_type" {
  command = plan

  variables {
    range_key = "at"
  }

  expect_failures = [aws_dynamodb_table.global]
}

run "refuses_an_attribute_that_is_no_key" {
  command = plan

  variables {
    attributes = { id = "S", color = "S" }
  }

  expect_failures = [aws_dynamodb_table.global]
}

run "refuses_a_type_that_keys_cannot_have" {
  command = plan

  variables {
    attributes = { id = "BOOL" }
  }

  expect_failures = [var.attributes]
}

run "refuses_an_unknown_projection" {
  command = plan

  variables {
    indexes = { a = { hash_key = "id", projection = "SOME" } }
  }

  expect_failures = [var.indexes]
}

run "refuses_to_include_nothing" {
  command = plan

  variables {
    indexes = { a = { hash_key = "id", projection = "INCLUDE" } }
  }

  expect_failures = [var.indexes]
}

run "refuses_to_include_beside_all" {
  command = plan

  variables {
    indexes = { a = { hash_key = "id", non_key_attributes = ["run"] } }
  }

  expect_failures = [var.indexes]
}

run "refuses_more_indexes_than_dynamodb_allows" {
  command = plan

  variables {
    indexes = { for n in range(21) : "index-${n}" => { hash_key = "id" } }
  }

  expect_failures = [var.indexes]
}

run "refuses_a_name_that_aws_refuses" {
  command = plan

  variables {
    name = "no spaces"
  }

  expect_failures = [var.name]
}
