# What the module refuses. What it creates, and that a digest which does not
# exist fails the plan, is asked of the local AWS, in
# tests/terraform/test_image_function.py.

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

  mock_data "aws_ecr_image" {
    defaults = { image_tags = ["1.0.0"] }
  }
}

variables {
  name             = "inferway-test-prediction"
  description      = "Answers."
  policy_json      = "{}"
  kms_key_arn      = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
  alarm_topic_arns = ["arn:aws:sns:eu-west-1:111111111111:alerts"]

  image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction"
    digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
}

run "accepts_the_smallest_input" {
  command = plan

  assert {
    condition     = aws_lambda_function.image.image_uri == "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    error_message = "The image must be named by its digest."
  }

  assert {
    condition     = aws_lambda_function.image.reserved_concurrent_executions == -1
    error_message = "Nothing is reserved unless asked for."
  }

  assert {
    condition     = length(aws_lambda_provisioned_concurrency_config.live) == 0
    error_message = "Nothing is kept warm unless asked for."
  }

  assert {
    condition     = output.provisioned_concurrency_target.resource_id == "function:inferway-test-prediction:live"
    error_message = "A schedule keeps the alias warm, which is what is called."
  }
}

run "accepts_as_much_provisioned_as_reserved" {
  command = plan

  variables {
    concurrency = { reserved = 2, provisioned = 2 }
  }

  assert {
    condition     = output.provisioned_concurrency_target == null
    error_message = "A schedule must not fight with a fixed number."
  }
}

run "accepts_provisioned_with_nothing_reserved" {
  command = plan

  variables {
    concurrency = { provisioned = 2 }
  }
}

run "refuses_more_provisioned_than_reserved" {
  command = plan

  variables {
    concurrency = { reserved = 1, provisioned = 2 }
  }

  expect_failures = [var.concurrency]
}

run "refuses_a_negative_reservation" {
  command = plan

  variables {
    concurrency = { reserved = -1 }
  }

  expect_failures = [var.concurrency]
}

run "refuses_to_provision_nothing" {
  command = plan

  variables {
    concurrency = { provisioned = 0 }
  }

  expect_failures = [var.concurrency]
}

run "refuses_a_public_image" {
  command = plan

  variables {
    image = {
      repository_url = "public.ecr.aws/inferway/prediction"
      digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  }

  expect_failures = [var.image]
}

run "refuses_a_tag_beside_the_digest" {
  command = plan

  variables {
    image = {
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction:latest"
      digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  }

  expect_failures = [var.image]
}

run "refuses_a_tag_for_a_digest" {
  command = plan

  variables {
    image = {
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction"
      digest         = "latest"
    }
  }

  expect_failures = [var.image]
}

run "refuses_an_architecture_that_lambda_lacks" {
  command = plan

  variables {
    image = {
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction"
      digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      architecture   = "riscv64"
    }
  }

  expect_failures = [var.image]
}

run "runs_what_the_image_says_unless_told_otherwise" {
  command = plan

  assert {
    condition     = length(aws_lambda_function.image.image_config) == 0
    error_message = "Without a command the image's own must run."
  }
}

run "one_image_holds_several_functions" {
  command = plan

  variables {
    image = {
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/batch"
      digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      command        = ["batch.window_front.handle"]
    }
  }

  assert {
    condition     = aws_lambda_function.image.image_config[0].command == tolist(["batch.window_front.handle"])
    error_message = "The command must reach the function."
  }
}

run "refuses_an_empty_command" {
  command = plan

  variables {
    image = {
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/batch"
      digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      command        = []
    }
  }

  expect_failures = [var.image]
}

run "refuses_an_empty_word" {
  command = plan

  variables {
    image = {
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/batch"
      digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      command        = [""]
    }
  }

  expect_failures = [var.image]
}

run "refuses_an_image_of_another_region" {
  command = plan

  variables {
    image = {
      repository_url = "111111111111.dkr.ecr.us-east-1.amazonaws.com/inferway/prediction"
      digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  }

  expect_failures = [data.aws_ecr_image.deployed]
}

run "refuses_an_image_that_will_expire" {
  command = plan

  override_data {
    target = data.aws_ecr_image.deployed
    values = { image_tags = [] }
  }

  expect_failures = [data.aws_ecr_image.deployed]
}

run "refuses_too_little_memory" {
  command = plan

  variables {
    memory_mb = 127
  }

  expect_failures = [var.memory_mb]
}

run "refuses_too_much_memory" {
  command = plan

  variables {
    memory_mb = 10241
  }

  expect_failures = [var.memory_mb]
}

run "refuses_no_time" {
  command = plan

  variables {
    timeout_seconds = 0
  }

  expect_failures = [var.timeout_seconds]
}

run "refuses_more_time_than_lambda_gives" {
  command = plan

  variables {
    timeout_seconds = 901
  }

  expect_failures = [var.timeout_seconds]
}

run "refuses_alarms_that_tell_nobody" {
  command = plan

  variables {
    alarm_topic_arns = []
  }

  expect_failures = [var.alarm_topic_arns]
}

run "refuses_a_name_that_lambda_refuses" {
  command = plan

  variables {
    name = "inferway/prediction"
  }

  expect_failures = [var.name]
}

run "traces_only_when_asked" {
  command = plan

  variables {
    tracing = true
  }

  assert {
    condition     = aws_lambda_function.image.tracing_config[0].mode == "Active"
    error_message = "tracing must switch X-Ray on."
  }
}
