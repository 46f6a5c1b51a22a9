# What the module refuses, and how its parts are wired. What it creates is asked
# of the local AWS, in tests/terraform/test_billing_alarms.py.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "us-east-1" }
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
}

override_resource {
  target          = aws_sns_topic_subscription.subscriber
  override_during = plan
  values          = { pending_confirmation = false }
}

variables {
  name_prefix = "inferway-test"

  levels = {
    warning   = { emails = ["team@example.com"] }
    critical  = { emails = ["lead@example.com"] }
    emergency = { emails = ["head@example.com"], urls = ["https://pager.example.com/bill"] }
  }
}

run "has_three_amounts_of_its_own" {
  command = plan

  assert {
    condition     = { for key, alarm in aws_cloudwatch_metric_alarm.bill : key => alarm.threshold } == { warning = 100, critical = 200, emergency = 500 }
    error_message = "warning, critical and emergency must be at 100, 200 and 500 USD where nothing else is said."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.bill : alarm.period == 21600 && alarm.statistic == "Maximum" && alarm.dimensions == tomap({ Currency = "USD" })])
    error_message = "AWS measures charges every six hours, in USD: with another period or dimension there is no data."
  }

  assert {
    condition     = tonumber(aws_budgets_budget.month.limit_amount) == 500 && local.budget_level == "warning" && local.anomalies_level == "warning"
    error_message = "The month may cost the highest amount, and the lowest level hears of it."
  }

  assert {
    condition     = length(aws_iam_role.monitoring) == 0
    error_message = "Nobody may look in from another account unasked."
  }
}

run "takes_more_levels_and_says_who_is_lowest" {
  command = plan

  variables {
    levels = {
      hint        = { amount_usd = 9.5, emails = ["team@example.com"] }
      warning     = { amount_usd = 20, emails = ["team@example.com"] }
      catastrophe = { amount_usd = 10000, emails = ["board@example.com"] }
    }
    services               = { AmazonSageMaker = { amount_usd = 50 } }
    linked_accounts        = { "222222222222" = { amount_usd = 70, level = "catastrophe" } }
    monitoring_account_ids = ["333333333333"]
  }

  assert {
    condition     = local.levels == ["hint", "warning", "catastrophe"]
    error_message = "Levels must be in the order of their amounts, not of their names."
  }

  assert {
    condition     = { for key, alarm in local.alarms : key => alarm.level } == { hint = "hint", warning = "warning", catastrophe = "catastrophe", AmazonSageMaker = "hint", account-222222222222 = "catastrophe" }
    error_message = "Each alarm must tell its level, the lowest where none is said."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.bill["AmazonSageMaker"].dimensions == tomap({ Currency = "USD", ServiceName = "AmazonSageMaker" }) && aws_cloudwatch_metric_alarm.bill["account-222222222222"].dimensions == tomap({ Currency = "USD", LinkedAccount = "222222222222" })
    error_message = "A service and an account must be looked at by the dimensions that CloudWatch has for them."
  }

  assert {
    condition     = one(aws_iam_role.monitoring[*].name) == "CloudWatch-CrossAccountSharingRole"
    error_message = "CloudWatch's console looks for a role of this name."
  }
}

run "takes_a_monitor_that_is_there" {
  command = plan

  variables {
    anomalies = { monitor_arn = "arn:aws:ce::111111111111:anomalymonitor/00000000-0000-0000-0000-000000000000" }
  }

  assert {
    condition     = length(aws_ce_anomaly_monitor.services) == 0 && output.anomaly_monitor_arn == "arn:aws:ce::111111111111:anomalymonitor/00000000-0000-0000-0000-000000000000"
    error_message = "An account has one monitor of services: a second one is refused by AWS."
  }
}

run "warns_of_who_has_not_confirmed" {
  command = plan

  override_resource {
    target          = aws_sns_topic_subscription.subscriber
    override_during = plan
    values          = { pending_confirmation = true }
  }

  expect_failures = [check.every_level_reaches_people]
}

run "refuses_another_region" {
  command = plan

  override_data {
    target = data.aws_region.current
    values = { id = "eu-west-1" }
  }

  expect_failures = [data.aws_region.current]
}

run "refuses_a_free_threshold" {
  command = plan

  variables {
    levels = { warning = { amount_usd = 0, emails = ["team@example.com"] } }
  }

  expect_failures = [var.levels]
}

run "refuses_amounts_that_fall" {
  command = plan

  variables {
    levels = { warning = { amount_usd = 300, emails = ["team@example.com"] }, critical = { emails = ["team@example.com"] } }
  }

  expect_failures = [var.levels]
}

run "refuses_an_emergency_below_a_warning" {
  command = plan

  variables {
    levels = { warning = { emails = ["team@example.com"] }, emergency = { amount_usd = 50, emails = ["team@example.com"] } }
  }

  expect_failures = [var.levels]
}

run "refuses_an_amount_twice" {
  command = plan

  variables {
    levels = { warning = { emails = ["team@example.com"] }, team = { amount_usd = 100, emails = ["team@example.com"] } }
  }

  expect_failures = [var.levels]
}

run "refuses_a_level_of_ones_own_without_an_amount" {
  command = plan

  variables {
    levels = { team = { emails = ["team@example.com"] } }
  }

  expect_failures = [var.levels]
}

run "refuses_a_bill_that_nobody_sees" {
  command = plan

  variables {
    levels = {}
  }

  expect_failures = [var.levels]
}

run "refuses_a_name_that_is_no_name" {
  command = plan

  variables {
    levels = { "All hands" = { amount_usd = 1, emails = ["team@example.com"] } }
  }

  expect_failures = [var.levels]
}

run "refuses_a_level_that_tells_nobody" {
  command = plan

  variables {
    levels = { warning = { chats = ["arn:aws:chatbot::111111111111:chat-configuration/slack-channel/bill"] } }
  }

  expect_failures = [var.levels]
}

run "refuses_what_is_no_address" {
  command = plan

  variables {
    levels = { warning = { emails = ["team@example"] } }
  }

  expect_failures = [var.levels]
}

run "refuses_a_name_in_an_address" {
  command = plan

  variables {
    levels = { warning = { emails = ["Team <team@example.com>"] } }
  }

  expect_failures = [var.levels]
}

run "refuses_plain_http" {
  command = plan

  variables {
    levels = { warning = { urls = ["http://pager.example.com"] } }
  }

  expect_failures = [var.levels]
}

run "refuses_a_url_without_a_host" {
  command = plan

  variables {
    levels = { warning = { urls = ["https:///bill"] } }
  }

  expect_failures = [var.levels]
}

run "refuses_a_chat_that_is_none" {
  command = plan

  variables {
    levels = { warning = { emails = ["team@example.com"], chats = ["arn:aws:sns:us-east-1:111111111111:bill"] } }
  }

  expect_failures = [var.levels]
}

run "refuses_a_budget_of_nothing" {
  command = plan

  variables {
    budget = { amount_usd = 0 }
  }

  expect_failures = [var.budget]
}

run "refuses_a_part_of_nothing" {
  command = plan

  variables {
    budget = { actual_percents = [0] }
  }

  expect_failures = [var.budget]
}

run "refuses_a_budget_that_tells_nobody" {
  command = plan

  variables {
    budget = { actual_percents = [], forecast_percents = [] }
  }

  expect_failures = [var.budget]
}

run "refuses_more_alerts_than_a_budget_has" {
  command = plan

  variables {
    budget = { actual_percents = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100] }
  }

  expect_failures = [var.budget]
}

run "refuses_a_budget_for_a_level_that_is_none" {
  command = plan

  variables {
    budget = { level = "panic" }
  }

  expect_failures = [var.budget]
}

run "refuses_anomalies_of_nothing" {
  command = plan

  variables {
    anomalies = { impact_usd = 0 }
  }

  expect_failures = [var.anomalies]
}

run "refuses_anomalies_for_a_level_that_is_none" {
  command = plan

  variables {
    anomalies = { level = "panic" }
  }

  expect_failures = [var.anomalies]
}

run "refuses_a_monitor_that_is_none" {
  command = plan

  variables {
    anomalies = { monitor_arn = "Default-Services-Monitor" }
  }

  expect_failures = [var.anomalies]
}

run "refuses_a_service_by_its_title" {
  command = plan

  variables {
    services = { "Amazon SageMaker" = { amount_usd = 5 } }
  }

  expect_failures = [var.services]
}

run "refuses_a_free_service" {
  command = plan

  variables {
    services = { AWSLambda = { amount_usd = 0 } }
  }

  expect_failures = [var.services]
}

run "refuses_a_service_for_a_level_that_is_none" {
  command = plan

  variables {
    services = { AWSLambda = { amount_usd = 5, level = "panic" } }
  }

  expect_failures = [var.services]
}

run "refuses_an_account_by_its_name" {
  command = plan

  variables {
    linked_accounts = { data = { amount_usd = 5 } }
  }

  expect_failures = [var.linked_accounts]
}

run "refuses_a_free_account" {
  command = plan

  variables {
    linked_accounts = { "222222222222" = { amount_usd = -5 } }
  }

  expect_failures = [var.linked_accounts]
}

run "refuses_an_account_for_a_level_that_is_none" {
  command = plan

  variables {
    linked_accounts = { "222222222222" = { amount_usd = 5, level = "panic" } }
  }

  expect_failures = [var.linked_accounts]
}

run "refuses_a_viewer_that_is_no_account" {
  command = plan

  variables {
    monitoring_account_ids = ["*"]
  }

  expect_failures = [var.monitoring_account_ids]
}

run "refuses_a_prefix_that_is_no_name" {
  command = plan

  variables {
    name_prefix = "Inferway"
  }

  expect_failures = [var.name_prefix]
}
