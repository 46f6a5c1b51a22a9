# What the module refuses. What it creates is asked of the local AWS, in
# tests/terraform/test_image_repository.py.

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
}

variables {
  name = "inferway/prediction"
}

run "accepts_a_name_alone" {
  command = plan

  assert {
    condition     = length(aws_ecr_replication_configuration.registry) == 0
    error_message = "Nothing is replicated unless asked for."
  }
}

run "replicates_the_repository_itself_by_default" {
  command = plan

  variables {
    replication = { regions = ["eu-central-1"] }
  }

  assert {
    condition     = aws_ecr_replication_configuration.registry[0].replication_configuration[0].rule[0].repository_filter[0].filter == "inferway/prediction"
    error_message = "The prefix must default to the repository's name."
  }
}

run "refuses_a_name_that_ecr_refuses" {
  command = plan

  variables {
    name = "Inferway//prediction"
  }

  expect_failures = [var.name]
}

run "refuses_to_expire_at_once" {
  command = plan

  variables {
    untagged_days = 0
  }

  expect_failures = [var.untagged_days]
}

run "refuses_part_of_a_day" {
  command = plan

  variables {
    untagged_days = 1.5
  }

  expect_failures = [var.untagged_days]
}

run "refuses_to_replicate_to_nowhere" {
  command = plan

  variables {
    replication = { regions = [] }
  }

  expect_failures = [var.replication]
}

run "refuses_a_prefix_that_leaves_the_repository_out" {
  command = plan

  variables {
    replication = { regions = ["eu-central-1"], prefix = "other/" }
  }

  expect_failures = [var.replication]
}

run "refuses_to_replicate_to_its_own_region" {
  command = plan

  variables {
    replication = { regions = ["eu-west-1", "eu-central-1"] }
  }

  expect_failures = [aws_ecr_replication_configuration.registry]
}
