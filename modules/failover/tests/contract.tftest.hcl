# What the module refuses, and how its parts are wired. What it creates is asked
# of the local AWS, in tests/terraform/test_failover.py.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-central-1" }
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

mock_provider "aws" {
  alias = "us_east_1"

  mock_data "aws_region" {
    defaults = { id = "us-east-1" }
  }
}

variables {
  name        = "inferway-test-failover"
  kms_key_arn = "arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-0000-0000-000000000000"

  image = {
    repository_url = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/inferway/failover"
    digest         = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
  }

  domain = { name = "api.example.com", zone_id = "Z0123456789" }

  home = {
    region             = "eu-west-1"
    ready_url          = "https://abcdef1234.execute-api.eu-west-1.amazonaws.com/live/health/ready"
    domain_target      = { name = "d-home.execute-api.eu-west-1.amazonaws.com", zone_id = "ZHOME" }
    tables_kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222"
  }

  standby = {
    region        = "eu-central-1"
    ready_url     = "https://ghijkl5678.execute-api.eu-central-1.amazonaws.com/live/health/ready"
    domain_target = { name = "d-standby.execute-api.eu-central-1.amazonaws.com", zone_id = "ZSTANDBY" }
  }

  config_table = {
    arn         = "arn:aws:dynamodb:eu-central-1:111111111111:table/inferway-test-routing-config"
    kms_key_arn = "arn:aws:kms:eu-central-1:111111111111:key/33333333-3333-3333-3333-333333333333"
    name        = "inferway-test-routing-config"
  }

  records_table = {
    arn         = "arn:aws:dynamodb:eu-central-1:111111111111:table/inferway-test-inferences"
    index_arn   = "arn:aws:dynamodb:eu-central-1:111111111111:table/inferway-test-inferences/index/unfinished-index"
    kms_key_arn = "arn:aws:kms:eu-central-1:111111111111:key/33333333-3333-3333-3333-333333333333"
    name        = "inferway-test-inferences"
  }

  inference_state_machine_arn = "arn:aws:states:eu-central-1:111111111111:stateMachine:inferway-test-inferences"
  us_east_1_topic_arns        = ["arn:aws:sns:us-east-1:111111111111:alerts"]
}

run "accepts_the_smallest_input" {
  command = plan

  assert {
    condition = { for key, check in aws_route53_health_check.endpoint : key => join(" ", [check.type, check.fqdn, check.port, check.resource_path]) } == {
      home    = "HTTPS abcdef1234.execute-api.eu-west-1.amazonaws.com 443 /live/health/ready"
      standby = "HTTPS ghijkl5678.execute-api.eu-central-1.amazonaws.com 443 /live/health/ready"
    }
    error_message = "Each Region is asked by its own address, for its readiness."
  }

  assert {
    condition     = aws_route53_health_check.switch.disabled && aws_route53_health_check.home.child_health_threshold == 2
    error_message = "The switch is healthy by itself; the home Region needs both."
  }

  assert {
    condition     = { for key, record in aws_route53_record.failover : key => one(record.alias).name } == { PRIMARY = var.home.domain_target.name, SECONDARY = var.standby.domain_target.name }
    error_message = "Clients go home as a rule."
  }

  assert {
    condition     = local.home_config_table_arn == "arn:aws:dynamodb:eu-west-1:111111111111:table/inferway-test-routing-config"
    error_message = "Marks are written into the home Region's table as well."
  }

  assert {
    condition     = output.recovery_seconds == { alarm = 120, dns = 60, health_check = 30 }
    error_message = "What recovery takes must be said as it is."
  }

  assert {
    condition     = length(aws_cloudwatch_event_target.bus) == 1
    error_message = "The event must come to this Region."
  }

  assert {
    condition     = aws_cloudwatch_event_rule.outage.state == "ENABLED" && module.watch_schedule.expressions == { look = "rate(5 minutes)" }
    error_message = "The alarm begins the workflow, and somebody looks every five minutes."
  }

  assert {
    condition     = local.models == null
    error_message = "Models are looked at where they are named."
  }
}

run "people_begin_it_where_it_is_not_automatic" {
  command = plan

  variables {
    automatic = false
    watch     = { interval_minutes = 1 }

    models = {
      pointer_key = "live.json"
      home        = { bucket = "models-home", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222" }
      standby     = { bucket = "models-standby", kms_key_arn = "arn:aws:kms:eu-central-1:111111111111:key/33333333-3333-3333-3333-333333333333" }
    }
  }

  assert {
    condition     = toset([for rule in concat([aws_cloudwatch_event_rule.outage], aws_cloudwatch_event_rule.outage_seen) : rule.state]) == toset(["DISABLED"])
    error_message = "No rule may begin it."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.health["home"].alarm_actions) > 0
    error_message = "People must hear of it all the same."
  }

  assert {
    condition     = module.watch_schedule.expressions == { look = "rate(1 minute)" } && local.models == { pointer_key = "live.json", home_bucket = "models-home", standby_bucket = "models-standby" }
    error_message = "The watch looks where and when it is told to."
  }
}

run "refuses_a_watch_that_does_not_look" {
  command = plan

  variables {
    watch = { interval_minutes = 0 }
  }

  expect_failures = [var.watch]
}

run "the_definitions_are_valid_json_of_their_own" {
  command = plan

  assert {
    condition     = alltrue([for file in values(local.definitions) : length(jsondecode(file("${path.module}/definitions/${file}")).States) > 1])
    error_message = "A definition must be JSON before anything is put into it."
  }
}

run "refuses_an_interval_that_is_none" {
  command = plan

  variables {
    health_check = { interval_seconds = 17 }
  }

  expect_failures = [var.health_check]
}

run "refuses_a_recovery_that_takes_too_long" {
  command = plan

  variables {
    health_check = { interval_seconds = 30, failure_threshold = 4 }
  }

  expect_failures = [var.health_check]
}

run "refuses_two_checkers" {
  command = plan

  variables {
    health_check = { checker_regions = ["us-east-1", "eu-west-1"] }
  }

  expect_failures = [var.health_check]
}

run "refuses_to_look_at_whoever_serves" {
  command = plan

  variables {
    home = {
      region             = "eu-west-1"
      ready_url          = "https://api.example.com/health/ready"
      domain_target      = { name = "d-home.execute-api.eu-west-1.amazonaws.com", zone_id = "ZHOME" }
      tables_kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222"
    }
  }

  expect_failures = [var.home]
}

run "refuses_to_survive_at_home" {
  command = plan

  variables {
    standby = {
      region        = "eu-west-1"
      ready_url     = "https://ghijkl5678.execute-api.eu-west-1.amazonaws.com/live/health/ready"
      domain_target = { name = "d-standby.execute-api.eu-west-1.amazonaws.com", zone_id = "ZSTANDBY" }
    }
  }

  expect_failures = [var.standby]
}

run "refuses_a_health_check_that_wakes_nothing" {
  command = plan

  variables {
    standby = {
      region        = "eu-central-1"
      ready_url     = "https://ghijkl5678.execute-api.eu-central-1.amazonaws.com/live/health"
      domain_target = { name = "d-standby.execute-api.eu-central-1.amazonaws.com", zone_id = "ZSTANDBY" }
    }
  }

  expect_failures = [var.standby]
}

run "refuses_a_workflow_in_a_third_region" {
  command = plan

  variables {
    standby = {
      region        = "eu-north-1"
      ready_url     = "https://ghijkl5678.execute-api.eu-north-1.amazonaws.com/live/health/ready"
      domain_target = { name = "d-standby.execute-api.eu-north-1.amazonaws.com", zone_id = "ZSTANDBY" }
    }
  }

  expect_failures = [data.aws_region.current]
}

run "refuses_alarms_that_reach_nobody" {
  command = plan

  variables {
    us_east_1_topic_arns = ["arn:aws:sns:eu-west-1:111111111111:alerts"]
  }

  expect_failures = [var.us_east_1_topic_arns]
}

run "warns_where_the_alarm_would_go_down_with_the_region" {
  command = plan

  variables {
    home = {
      region             = "us-east-1"
      ready_url          = "https://abcdef1234.execute-api.us-east-1.amazonaws.com/live/health/ready"
      domain_target      = { name = "d-home.execute-api.us-east-1.amazonaws.com", zone_id = "ZHOME" }
      tables_kms_key_arn = "arn:aws:kms:us-east-1:111111111111:key/22222222-2222-2222-2222-222222222222"
    }
  }

  expect_failures = [check.the_alarm_outlives_the_home_region]
}
