# What the module refuses, and the items that it writes. What it creates is
# asked of the local AWS, in tests/terraform/test_stack.py.

mock_provider "aws" {}

variables {
  name        = "inferway-test-routing-config"
  kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
}

run "writes_nothing_unasked" {
  command = plan

  assert {
    condition     = length(aws_dynamodb_table_item.rule) == 0
    error_message = "Without config the function's own rule holds."
  }
}

run "writes_what_is_said_and_no_more" {
  command = plan

  variables {
    defaults = { batch_threshold = 500 }
    traffic_classes = {
      checkout = { preferred = "provisioned", batch_threshold_bytes = 1000000, fallback = false }
      standard = { batch_threshold = 50 }
    }
  }

  assert {
    condition = { for class, item in aws_dynamodb_table_item.rule : class => jsondecode(item.item) } == {
      "*"      = { configKey = { S = "terraform#*" }, trafficClass = { S = "*" }, batchThreshold = { N = "500" } }
      checkout = { configKey = { S = "terraform#checkout" }, trafficClass = { S = "checkout" }, preferred = { S = "provisioned" }, batchThresholdBytes = { N = "1000000" }, fallback = { BOOL = false } }
      standard = { configKey = { S = "terraform#standard" }, trafficClass = { S = "standard" }, batchThreshold = { N = "50" } }
    }
    error_message = "An item must hold what was said, in DynamoDB's types."
  }
}

run "refuses_part_of_an_instance" {
  command = plan

  variables {
    defaults = { batch_threshold = 0.5 }
  }

  expect_failures = [var.defaults]
}

run "refuses_less_than_no_instance" {
  command = plan

  variables {
    defaults = { batch_threshold = -1 }
  }

  expect_failures = [var.defaults]
}

run "refuses_bytes_that_no_endpoint_takes" {
  command = plan

  variables {
    defaults = { batch_threshold_bytes = 6291457 }
  }

  expect_failures = [var.defaults]
}

run "refuses_part_of_a_byte" {
  command = plan

  variables {
    defaults = { batch_threshold_bytes = 1.5 }
  }

  expect_failures = [var.defaults]
}

run "refuses_an_unknown_path" {
  command = plan

  variables {
    traffic_classes = { nightly = { preferred = "pigeon" } }
  }

  expect_failures = [var.traffic_classes]
}

run "refuses_a_new_class_without_a_path" {
  command = plan

  variables {
    traffic_classes = { nightly = { batch_threshold = 5 } }
  }

  expect_failures = [var.traffic_classes]
}

run "refuses_a_name_that_no_request_can_send" {
  command = plan

  variables {
    traffic_classes = { "*" = { preferred = "batch" } }
  }

  expect_failures = [var.traffic_classes]
}

run "refuses_part_of_an_instance_in_a_class" {
  command = plan

  variables {
    traffic_classes = { standard = { batch_threshold = 0.5 } }
  }

  expect_failures = [var.traffic_classes]
}

run "refuses_bytes_that_no_endpoint_takes_in_a_class" {
  command = plan

  variables {
    traffic_classes = { standard = { batch_threshold_bytes = 7000000 } }
  }

  expect_failures = [var.traffic_classes]
}
