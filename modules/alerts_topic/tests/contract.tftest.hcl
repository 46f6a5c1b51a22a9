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
    condition     = aws_sns_topic.alerts.name == "inferway-test-alerts" && aws_kms_alias.topic[0].name == "alias/inferway-test-alerts"
    error_message = "The topic and its key must have the name."
  }
}

run "the_topic_takes_the_key_that_it_is_given" {
  command = plan

  variables {
    key = { arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000" }
  }

  assert {
    condition     = aws_sns_topic.alerts.kms_master_key_id == var.key.arn && length(aws_kms_key.topic) == 0
    error_message = "A key that is given must be the topic's, and no other be made."
  }
}

run "warns_of_an_address_that_has_not_confirmed" {
  command = plan

  variables {
    emails = ["oncall@example.com"]
  }

  override_resource {
    target          = aws_sns_topic_subscription.email
    override_during = plan
    values          = { pending_confirmation = true }
  }

  expect_failures = [check.alerts_reach_people]
}

run "refuses_what_is_no_name_and_no_address" {
  command = plan

  variables {
    name   = "inferway test"
    emails = ["oncall"]
  }

  expect_failures = [var.name, var.emails]
}
