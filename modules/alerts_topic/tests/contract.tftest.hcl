# What is refused. That alarms reach the topic is asked of the local AWS, in
# tests/terraform/test_stack.py.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name = "inferway-test-alerts"
}

run "the_topic_has_a_key_of_its_own" {
  command = plan

  assert {
    condition     = aws_sns_topic.alerts.name == "inferway-test-alerts" && aws_kms_alias.topic.name == "alias/inferway-test-alerts"
    error_message = "The topic and its key must have the name."
  }
}

run "refuses_what_is_no_name_and_no_address" {
  command = plan

  variables {
    name   = "inferway test"
    emails = ["oncall"]
  }

  expect_failures = [var.name, var.emails]
}
