# What is called when, who may call it, and what is refused. That each statement is
# needed is asked of the local AWS, by the modules that call functions by the clock.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name                     = "inferway-test-looks"
  kms_key_arn              = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
  permissions_boundary_arn = "arn:aws:iam::111111111111:policy/boundary"

  schedules = {
    look = {
      name                = "inferway-test-look"
      description         = "Looks."
      expression          = "cron(0 8 * * ? *)"
      function_arn        = "arn:aws:lambda:eu-west-1:111111111111:function:look:live"
      maximum_age_seconds = 60
      retries             = 1
      timezone            = "Europe/Berlin"
    }
    sweep = {
      name                = "inferway-test-sweep"
      description         = "Sweeps."
      expression          = "rate(5 minutes)"
      function_arn        = "arn:aws:lambda:eu-west-1:111111111111:function:sweep:live"
      maximum_age_seconds = 300
      retries             = 10
    }
  }
}

run "calls_each_function_with_the_time_that_is_due" {
  command = plan

  assert {
    condition     = output.expressions == { look = "cron(0 8 * * ? *)", sweep = "rate(5 minutes)" }
    error_message = "Each schedule must have its expression."
  }

  assert {
    condition     = { for key, s in aws_scheduler_schedule.schedules : key => s.schedule_expression_timezone } == { look = "Europe/Berlin", sweep = "UTC" }
    error_message = "Each schedule must have its time zone, UTC if none is given."
  }

  assert {
    condition     = alltrue([for s in values(aws_scheduler_schedule.schedules) : s.target[0].input == "{\"scheduled_time\": \"<aws.scheduler.scheduled-time>\"}"])
    error_message = "A call must be told its time, in the letters that Scheduler replaces."
  }

  assert {
    condition     = { for key, s in aws_scheduler_schedule.schedules : key => "${s.target[0].arn} ${s.target[0].retry_policy[0].maximum_event_age_in_seconds} ${s.target[0].retry_policy[0].maximum_retry_attempts}" } == { look = "arn:aws:lambda:eu-west-1:111111111111:function:look:live 60 1", sweep = "arn:aws:lambda:eu-west-1:111111111111:function:sweep:live 300 10" }
    error_message = "Each schedule must call its function, and try again as it is told."
  }

  assert {
    condition     = alltrue([for key, s in aws_scheduler_schedule.schedules : s.name == "inferway-test-${key}" && s.group_name == "inferway-test-looks" && s.kms_key_arn == var.kms_key_arn])
    error_message = "Each schedule must be of the group, and under the key."
  }
}

run "its_role_calls_these_functions_and_no_others" {
  command = plan

  assert {
    condition     = aws_iam_role.schedules.name == "inferway-test-looks-schedule-eu-west-1" && aws_iam_role.schedules.permissions_boundary == "arn:aws:iam::111111111111:policy/boundary"
    error_message = "The role must have the group's name with its Region, and its boundary."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.schedules.statement : s.sid => join(" ", s.resources) } == {
      ReadTheSchedules = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
      RunTheFunctions  = "arn:aws:lambda:eu-west-1:111111111111:function:look:live arn:aws:lambda:eu-west-1:111111111111:function:sweep:live"
    }
    error_message = "It may call the functions and read the schedules, and has no queue."
  }

  assert {
    condition     = length(flatten([for s in values(aws_scheduler_schedule.schedules) : s.target[0].dead_letter_config])) == 0
    error_message = "Without a queue nothing is kept."
  }

  assert {
    condition     = toset([for c in data.aws_iam_policy_document.assume.statement[0].condition : "${c.test} ${c.variable}"]) == toset(["ArnEquals aws:SourceArn", "StringEquals aws:SourceAccount"])
    error_message = "Scheduler may take the role for this group alone."
  }
}

run "what_never_got_through_is_kept" {
  command = plan

  variables {
    dead_letter_queue = {
      arn         = "arn:aws:sqs:eu-west-1:111111111111:dead"
      kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/11111111-1111-1111-1111-111111111111"
    }
  }

  assert {
    condition     = alltrue([for s in values(aws_scheduler_schedule.schedules) : s.target[0].dead_letter_config[0].arn == "arn:aws:sqs:eu-west-1:111111111111:dead"])
    error_message = "Each schedule must have the queue."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.schedules.statement : s.sid => join(" ", s.resources) if endswith(s.sid, "GotThrough") } == {
      EncryptWhatNeverGotThrough = "arn:aws:kms:eu-west-1:111111111111:key/11111111-1111-1111-1111-111111111111"
      KeepWhatNeverGotThrough    = "arn:aws:sqs:eu-west-1:111111111111:dead"
    }
    error_message = "The role must reach the queue, and its key."
  }
}

run "refuses_a_group_without_a_schedule" {
  command = plan

  variables {
    schedules = {}
  }

  expect_failures = [var.schedules]
}

run "refuses_a_name_that_scheduler_does_not_take" {
  command = plan

  variables {
    schedules = {
      look = {
        name                = "look here"
        description         = "Looks."
        expression          = "rate(1 hour)"
        function_arn        = "arn:aws:lambda:eu-west-1:111111111111:function:look:live"
        maximum_age_seconds = 60
        retries             = 1
        timezone            = "UTC"
      }
    }
  }

  expect_failures = [var.schedules]
}

run "refuses_an_expression_of_five_fields" {
  command = plan

  variables {
    schedules = {
      look = {
        name                = "inferway-test-look"
        description         = "Looks."
        expression          = "cron(0 8 * * ?)"
        function_arn        = "arn:aws:lambda:eu-west-1:111111111111:function:look:live"
        maximum_age_seconds = 60
        retries             = 1
        timezone            = "UTC"
      }
    }
  }

  expect_failures = [var.schedules]
}

run "refuses_a_call_that_happens_once" {
  command = plan

  variables {
    schedules = {
      look = {
        name                = "inferway-test-look"
        description         = "Looks."
        expression          = "at(2026-11-02T08:00:00)"
        function_arn        = "arn:aws:lambda:eu-west-1:111111111111:function:look:live"
        maximum_age_seconds = 60
        retries             = 1
        timezone            = "UTC"
      }
    }
  }

  expect_failures = [var.schedules]
}

run "refuses_an_age_below_a_minute" {
  command = plan

  variables {
    schedules = {
      look = {
        name                = "inferway-test-look"
        description         = "Looks."
        expression          = "rate(1 hour)"
        function_arn        = "arn:aws:lambda:eu-west-1:111111111111:function:look:live"
        maximum_age_seconds = 59
        retries             = 1
        timezone            = "UTC"
      }
    }
  }

  expect_failures = [var.schedules]
}

run "refuses_an_age_beyond_a_day" {
  command = plan

  variables {
    schedules = {
      look = {
        name                = "inferway-test-look"
        description         = "Looks."
        expression          = "rate(1 hour)"
        function_arn        = "arn:aws:lambda:eu-west-1:111111111111:function:look:live"
        maximum_age_seconds = 86401
        retries             = 1
        timezone            = "UTC"
      }
    }
  }

  expect_failures = [var.schedules]
}

run "refuses_part_of_a_retry" {
  command = plan

  variables {
    schedules = {
      look = {
        name                = "inferway-test-look"
        description         = "Looks."
        expression          = "rate(1 hour)"
        function_arn        = "arn:aws:lambda:eu-west-1:111111111111:function:look:live"
        maximum_age_seconds = 60
        retries             = 1.5
        timezone            = "UTC"
      }
    }
  }

  expect_failures = [var.schedules]
}

run "refuses_more_retries_than_there_are" {
  command = plan

  variables {
    schedules = {
      look = {
        name                = "inferway-test-look"
        description         = "Looks."
        expression          = "rate(1 hour)"
        function_arn        = "arn:aws:lambda:eu-west-1:111111111111:function:look:live"
        maximum_age_seconds = 60
        retries             = 186
        timezone            = "UTC"
      }
    }
  }

  expect_failures = [var.schedules]
}

run "refuses_a_time_zone_by_its_old_name" {
  command = plan

  variables {
    schedules = {
      look = {
        name                = "inferway-test-look"
        description         = "Looks."
        expression          = "rate(1 hour)"
        function_arn        = "arn:aws:lambda:eu-west-1:111111111111:function:look:live"
        maximum_age_seconds = 60
        retries             = 1
        timezone            = "US/Eastern"
      }
    }
  }

  expect_failures = [var.schedules]
}

run "refuses_a_name_that_leaves_no_room" {
  command = plan

  variables {
    name = "inferway-test-looks-at-all-that-there-is-and-at-much-more-too"
  }

  expect_failures = [var.name]
}
