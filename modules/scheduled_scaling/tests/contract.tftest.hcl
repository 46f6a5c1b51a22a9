# What the module refuses, and the schedules it writes. That these leave the
# capacity which the windows describe is held by tests/property/scheduled_scaling;
# what gets created is asked of the local AWS in
# tests/terraform/test_scheduled_scaling.py.

mock_provider "aws" {}

variables {
  name    = "inferway-test"
  outside = { min = 1, max = 1 }
  windows = { business = { min = 2, max = 4 } }

  target = {
    service_namespace  = "sagemaker"
    resource_id        = "endpoint/inferway-test-ml-m5-large/variant/live"
    scalable_dimension = "sagemaker:variant:DesiredInstanceCount"
    min                = 1
    max                = 4
  }
}

run "keeps_business_hours_in_new_york" {
  command = plan

  assert {
    condition = output.actions == {
      "inferway-test-0900-2-4" = { schedule = "cron(0 9 ? * MON-FRI *)", min = 2, max = 4 }
      "inferway-test-1800-1-1" = { schedule = "cron(0 18 ? * MON-FRI *)", min = 1, max = 1 }
    }
    error_message = "Business hours are 9 to 18, Monday to Friday."
  }

  assert {
    condition     = toset([for action in aws_appautoscaling_scheduled_action.step : action.timezone]) == toset(["America/New_York"])
    error_message = "Unless told otherwise, hours are New York's."
  }

  assert {
    condition     = length(aws_appautoscaling_target.scaled) == 0
    error_message = "A target that is there already is not registered again."
  }
}

run "takes_the_larger_where_windows_overlap" {
  command = plan

  variables {
    windows = {
      business = { min = 2, max = 4 }
      lunch    = { days = "MON,WED", from = "0 12", to = "30 13", min = 1, max = 8 }
    }
  }

  assert {
    condition = output.actions == {
      "inferway-test-0900-2-4" = { schedule = "cron(0 9 ? * MON-FRI *)", min = 2, max = 4 }
      "inferway-test-1200-2-8" = { schedule = "cron(0 12 ? * MON,WED *)", min = 2, max = 8 }
      "inferway-test-1330-2-4" = { schedule = "cron(30 13 ? * MON,WED *)", min = 2, max = 4 }
      "inferway-test-1800-1-1" = { schedule = "cron(0 18 ? * MON-FRI *)", min = 1, max = 1 }
    }
    error_message = "Lunch has business's minimum and its own maximum."
  }
}

run "ends_a_night_on_the_next_day" {
  command = plan

  variables {
    windows = { night = { days = "SUN", from = "0 22", to = "0 6", min = 2, max = 2 } }
  }

  assert {
    condition = output.actions == {
      "inferway-test-0600-1-1" = { schedule = "cron(0 6 ? * MON *)", min = 1, max = 1 }
      "inferway-test-2200-2-2" = { schedule = "cron(0 22 ? * SUN *)", min = 2, max = 2 }
    }
    error_message = "The night from Sunday ends on Monday."
  }
}

run "leaves_holidays_out" {
  command = plan

  variables {
    holidays = ["2026-12-25"]
  }

  assert {
    condition = { for name, action in output.actions : name => action.schedule if action.min == 2 } == {
      "inferway-test-0900-2-4"         = "cron(0 9 ? * MON-FRI 1970-2025,2027-2199)"
      "inferway-test-0900-2-4-2026"    = "cron(0 9 ? 1,2,3,4,5,6,7,8,9,10,11 MON-FRI 2026)"
      "inferway-test-0900-2-4-2026-12" = "cron(0 9 1,2,3,4,7,8,9,10,11,14,15,16,17,18,21,22,23,24,28,29,30,31 12 ? 2026)"
    }
    error_message = "Nothing begins on Christmas, a Friday."
  }
}

run "asks_nothing_of_a_holiday_without_a_window" {
  command = plan

  variables {
    holidays = ["2026-12-26"] # a Saturday
  }

  assert {
    condition     = length(output.actions) == 2
    error_message = "On a Saturday nothing would have begun."
  }
}

run "registers_a_target_of_its_own" {
  command = plan

  variables {
    outside = { min = 0, max = 0 }
    target = {
      service_namespace  = "lambda"
      resource_id        = "function:inferway-test:live"
      scalable_dimension = "lambda:function:ProvisionedConcurrency"
      register           = true
    }
  }

  assert {
    condition     = aws_appautoscaling_target.scaled[0].min_capacity == 0 && aws_appautoscaling_target.scaled[0].max_capacity == 0
    error_message = "It begins as it is outside of every window."
  }
}

run "accepts_no_copies_outside" {
  command = plan

  variables {
    outside = { min = 0, max = 2 }
    target = {
      service_namespace  = "sagemaker"
      resource_id        = "inference-component/inferway-test"
      scalable_dimension = "sagemaker:inference-component:DesiredCopyCount"
    }
  }
}

run "accepts_no_instances_of_an_asynchronous_endpoint" {
  command = plan

  variables {
    outside = { min = 0, max = 2 }
    windows = { business = { min = 0, max = 4 } }
    target = {
      service_namespace  = "sagemaker"
      resource_id        = "endpoint/inferway-test-async/variant/live"
      scalable_dimension = "sagemaker:variant:DesiredInstanceCount"
      asynchronous       = true
    }
  }
}

run "refuses_no_instances_outside" {
  command = plan

  variables {
    outside = { min = 0, max = 2 }
  }

  expect_failures = [var.outside]
}

run "refuses_no_instances_in_a_window" {
  command = plan

  variables {
    windows = { business = { min = 0, max = 4 } }
  }

  expect_failures = [var.windows]
}

run "refuses_no_provisioned_concurrency_of_a_serverless_variant" {
  command = plan

  variables {
    outside = { min = 0, max = 2 }
    target = {
      service_namespace  = "sagemaker"
      resource_id        = "endpoint/inferway-test-serverless/variant/live"
      scalable_dimension = "sagemaker:variant:DesiredProvisionedConcurrency"
      asynchronous       = true
    }
  }

  expect_failures = [var.outside]
}

run "refuses_more_outside_at_least_than_at_most" {
  command = plan

  variables {
    outside = { min = 2, max = 1 }
  }

  expect_failures = [var.outside]
}

run "refuses_half_an_instance" {
  command = plan

  variables {
    outside = { min = 1, max = 1.5 }
  }

  expect_failures = [var.outside]
}

run "refuses_more_in_a_window_at_least_than_at_most" {
  command = plan

  variables {
    windows = { business = { min = 5, max = 4 } }
  }

  expect_failures = [var.windows]
}

run "refuses_half_an_instance_in_a_window" {
  command = plan

  variables {
    windows = { business = { min = 1.5, max = 4 } }
  }

  expect_failures = [var.windows]
}

run "refuses_an_unknown_time_zone" {
  command = plan

  variables {
    timezone = "America/New_Yrok"
  }

  expect_failures = [var.timezone]
}

run "refuses_a_zone_by_its_old_name" {
  command = plan

  variables {
    timezone = "US/Eastern"
  }

  expect_failures = [var.timezone]
}

run "refuses_an_offset_for_a_zone" {
  command = plan

  variables {
    timezone = "UTC-5"
  }

  expect_failures = [var.timezone]
}

run "refuses_a_time_that_is_skipped" {
  command = plan

  variables {
    windows = { night = { days = "SAT", from = "0 22", to = "30 2", min = 2, max = 4 } }
  }

  expect_failures = [output.actions]
}

run "refuses_a_time_that_comes_twice" {
  command = plan

  variables {
    windows = { night = { days = "SUN", from = "30 1", to = "0 6", min = 2, max = 4 } }
  }

  expect_failures = [output.actions]
}

run "accepts_such_times_on_days_when_no_clock_changes" {
  command = plan

  variables {
    windows = { night = { days = "MON-THU", from = "30 1", to = "30 2", min = 2, max = 4 } }
  }
}

run "accepts_such_times_where_no_clock_changes" {
  command = plan

  variables {
    timezone = "Asia/Kolkata"
    windows  = { night = { days = "SUN", from = "30 1", to = "30 2", min = 2, max = 4 } }
  }
}

run "refuses_a_holidays_midnight_that_is_skipped" {
  command = plan

  variables {
    timezone = "America/Havana" # 00:00 to 01:00, on a Sunday
    holidays = ["2026-03-08"]
    windows  = { weekend = { days = "SAT", from = "0 12", to = "0 8", min = 2, max = 4 } }
  }

  expect_failures = [output.actions]
}

run "refuses_a_schedule_that_changes_nothing" {
  command = plan

  variables {
    windows = { business = { min = 1, max = 1 } }
  }

  expect_failures = [output.actions]
}

run "refuses_more_actions_than_a_target_may_have" {
  command = plan

  variables {
    holidays = [for n in range(11 * 12) : format("%d-%02d-%02d", 2026 + floor(n / 12), n % 12 + 1, 14 + n % 7)]
  }

  expect_failures = [output.actions]
}

run "refuses_a_holiday_that_is_no_date" {
  command = plan

  variables {
    holidays = ["2026-02-29"]
  }

  expect_failures = [var.holidays]
}

run "refuses_a_holiday_in_another_notation" {
  command = plan

  variables {
    holidays = ["25.12.2026"]
  }

  expect_failures = [var.holidays]
}

run "refuses_a_weekday_in_full" {
  command = plan

  variables {
    windows = { business = { days = "Monday", min = 2, max = 4 } }
  }

  expect_failures = [var.windows]
}

run "refuses_a_range_of_days_that_goes_back" {
  command = plan

  variables {
    windows = { weekend = { days = "FRI-MON", min = 2, max = 4 } }
  }

  expect_failures = [var.windows]
}

run "refuses_a_time_with_a_colon" {
  command = plan

  variables {
    windows = { business = { from = "09:00", min = 2, max = 4 } }
  }

  expect_failures = [var.windows]
}

run "refuses_hour_24" {
  command = plan

  variables {
    windows = { business = { to = "0 24", min = 2, max = 4 } }
  }

  expect_failures = [var.windows]
}

run "refuses_what_cannot_be_scaled" {
  command = plan

  variables {
    target = {
      service_namespace  = "ecs"
      resource_id        = "service/default/inferway"
      scalable_dimension = "ecs:service:DesiredCount"
    }
  }

  expect_failures = [var.target]
}

run "refuses_a_dimension_of_another_service" {
  command = plan

  variables {
    target = {
      service_namespace  = "lambda"
      resource_id        = "endpoint/inferway-test/variant/live"
      scalable_dimension = "sagemaker:variant:DesiredInstanceCount"
    }
  }

  expect_failures = [var.target]
}

run "refuses_an_unpublished_function" {
  command = plan

  variables {
    target = {
      service_namespace  = "lambda"
      resource_id        = "function:inferway-test:$LATEST"
      scalable_dimension = "lambda:function:ProvisionedConcurrency"
    }
  }

  expect_failures = [var.target]
}

run "refuses_a_target_that_is_none" {
  command = plan

  variables {
    target = null
  }

  expect_failures = [var.target]
}

run "refuses_a_name_that_no_action_can_have" {
  command = plan

  variables {
    name = "inferway/test"
  }

  expect_failures = [var.name]
}
