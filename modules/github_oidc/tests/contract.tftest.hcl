# What the module refuses. What it creates, and whose tokens it takes, is asked of
# the local AWS, in tests/terraform/test_github_oidc.py.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::111111111111:policy/deploy/inferway-deployer-boundary" }
  }
}

variables {
  name_prefix = "inferway"

  repository = {
    owner = "octo-org"
    name  = "models"
  }

  roles = {
    apply = {
      description  = "Applies."
      environments = ["production"]
      policies     = {}
      writes       = true
    }
  }

  services = ["lambda.amazonaws.com"]

  workloads = {
    production = {
      boundary_arn = "arn:aws:iam::111111111111:policy/deploy/inferway-workload-production"
      role_names   = ["inferway-production-*"]
    }
  }
}

run "takes_names_alone_without_numbers" {
  command = plan

  assert {
    condition     = output.subjects == { apply = tolist(["repo:octo-org/models:environment:production"]) }
    error_message = "Only the environment that is named may have the role."
  }

  assert {
    condition     = aws_iam_role.deployer["apply"].max_session_duration == 3600
    error_message = "A session must be over within the hour."
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 1
    error_message = "The provider must be made where none is given."
  }
}

run "takes_both_forms_with_numbers_and_an_existing_provider" {
  command = plan

  variables {
    provider_arn = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"

    repository = {
      owner    = "octo-org"
      owner_id = 7
      name     = "models"
      id       = 42
    }
  }

  assert {
    condition = output.subjects == { apply = tolist([
      "repo:octo-org/models:environment:production",
      "repo:octo-org@7/models@42:environment:production",
    ]) }
    error_message = "Tokens of both forms must be taken."
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0
    error_message = "There is one provider for each address and account."
  }
}

run "takes_the_immutable_form_alone" {
  command = plan

  variables {
    repository = {
      owner         = "octo-org"
      owner_id      = 7
      name          = "models"
      id            = 42
      subject_forms = ["immutable"]
    }
  }

  assert {
    condition     = output.subjects["apply"] == tolist(["repo:octo-org@7/models@42:environment:production"])
    error_message = "The old form must not be taken."
  }
}

run "refuses_to_write_for_a_whole_repository" {
  command = plan

  variables {
    roles = {
      apply = { description = "Applies.", subjects = ["repo:octo-org/models:*"], policies = {}, writes = true }
    }
  }

  expect_failures = [var.roles]
}

run "refuses_to_write_for_any_environment" {
  command = plan

  variables {
    roles = {
      apply = { description = "Applies.", subjects = ["repo:octo-org/models:environment:*"], policies = {}, writes = true }
    }
  }

  expect_failures = [var.roles]
}

run "refuses_to_write_for_a_branch" {
  command = plan

  variables {
    roles = {
      apply = { description = "Applies.", branches = ["main"], policies = {}, writes = true }
    }
  }

  expect_failures = [var.roles]
}

run "refuses_to_write_for_pull_requests" {
  command = plan

  variables {
    roles = {
      apply = { description = "Applies.", environments = ["production"], pull_requests = true, policies = {}, writes = true }
    }
  }

  expect_failures = [var.roles]
}

run "refuses_environments_by_wildcard" {
  command = plan

  variables {
    roles = {
      plan = { description = "Plans.", environments = ["*"], policies = {}, writes = false }
    }
  }

  expect_failures = [var.roles]
}

run "refuses_to_read_for_every_repository" {
  command = plan

  variables {
    roles = {
      plan = { description = "Plans.", subjects = ["repo:*"], policies = {}, writes = false }
    }
  }

  expect_failures = [var.roles]
}

run "refuses_a_role_for_nobody" {
  command = plan

  variables {
    roles = {
      plan = { description = "Plans.", policies = {}, writes = false }
    }
  }

  expect_failures = [var.roles]
}

run "refuses_half_of_the_numbers_and_another_provider" {
  command = plan

  variables {
    provider_arn = "arn:aws:iam::111111111111:oidc-provider/gitlab.com"
    repository   = { owner = "octo-org", name = "models", id = 42 }
  }

  expect_failures = [var.provider_arn, var.repository]
}

run "refuses_the_immutable_form_without_numbers" {
  command = plan

  variables {
    repository = { owner = "octo-org", name = "models", subject_forms = ["immutable"] }
  }

  expect_failures = [var.repository]
}

run "refuses_what_would_let_roles_widen_themselves" {
  command = plan

  variables {
    path     = "/"
    services = ["*"]

    workloads = {
      production = {
        boundary_arn = "arn:aws:iam::111111111111:policy/deploy/inferway-workload-production"
        role_names   = ["*"]
      }
    }
  }

  expect_failures = [var.path, var.services, var.workloads]
}

run "refuses_roles_of_every_service" {
  command = plan

  variables {
    linked_services = ["*.amazonaws.com"]
  }

  expect_failures = [var.linked_services]
}

run "refuses_no_workloads" {
  command = plan

  variables {
    workloads = {}
  }

  expect_failures = [var.workloads]
}

run "refuses_a_boundary_that_is_none" {
  command = plan

  variables {
    workloads = {
      production = { boundary_arn = "inferway-workload", role_names = ["inferway-production-*"] }
    }
  }

  expect_failures = [var.workloads]
}

run "refuses_a_role_that_is_two_workloads" {
  command = plan

  variables {
    workloads = {
      production = {
        boundary_arn = "arn:aws:iam::111111111111:policy/deploy/inferway-workload-production"
        role_names   = ["inferway-production-*"]
      }

      # Covers the roles above.
      staging = {
        boundary_arn = "arn:aws:iam::111111111111:policy/deploy/inferway-workload-staging"
        role_names   = ["inferway-*"]
      }
    }
  }

  expect_failures = [var.workloads]
}
