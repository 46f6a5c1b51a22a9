# Applied by tests/terraform/test_github_oidc.py against the local AWS. The roles
# are those of envs/registry; their policies allow everything, so that what is
# refused is refused by the boundary.

terraform {
  backend "s3" {}
}

provider "aws" {
  region = "eu-west-1"
}

locals {
  everything = { everything = data.aws_iam_policy_document.everything.json }
  services   = ["lambda.amazonaws.com"]
  workloads = {
    for environment in ["production", "staging"] : environment => {
      boundary_arn = aws_iam_policy.workload[environment].arn
      role_names   = ["octo-${environment}-*"]
    }
  }
}

data "aws_iam_policy_document" "everything" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "workload" {
  for_each = toset(["production", "staging"])

  name   = "octo-workload-${each.key}"
  path   = "/deploy/"
  policy = data.aws_iam_policy_document.everything.json
}

module "github_oidc" {
  source = "../../../../modules/github_oidc"

  name_prefix = "octo"
  services    = local.services
  workloads   = local.workloads

  repository = {
    owner    = "octo-org"
    owner_id = 7
    name     = "models"
    id       = 42
  }

  roles = {
    plan = {
      description   = "Plans."
      branches      = ["main"]
      pull_requests = true
      policies      = {}
      writes        = false
    }

    images = {
      description  = "Pushes images."
      environments = ["images"]
      policies     = local.everything
      writes       = true
    }

    apply-staging = {
      description  = "Applies staging."
      environments = ["staging"]
      policies     = local.everything
      writes       = true
    }

    apply-production = {
      description  = "Applies production."
      environments = ["production"]
      policies     = local.everything
      writes       = true
    }
  }
}

# A repository whose numbers nobody told, with the provider that is there.
module "by_name" {
  source = "../../../../modules/github_oidc"

  name_prefix  = "octo-named"
  path         = "/named/"
  provider_arn = module.github_oidc.provider_arn
  repository   = { owner = "octo-org", name = "models" }
  services     = local.services
  workloads    = local.workloads

  roles = {
    apply = {
      description  = "Applies."
      environments = ["production"]
      policies     = {}
      writes       = true
    }

    look = {
      description = "Looks, for every run of the repository."
      subjects    = ["repo:octo-org/models:*"]
      policies    = {}
      writes      = false
    }
  }
}

# A repository that is known by its numbers alone.
module "immutable" {
  source = "../../../../modules/github_oidc"

  name_prefix  = "octo-immutable"
  path         = "/immutable/"
  provider_arn = module.github_oidc.provider_arn
  services     = local.services
  workloads    = local.workloads

  repository = {
    owner         = "octo-org"
    owner_id      = 7
    name          = "models"
    id            = 42
    subject_forms = ["immutable"]
  }

  roles = {
    apply = {
      description  = "Applies."
      environments = ["production"]
      policies     = {}
      writes       = true
    }
  }
}

output "role_arns" {
  description = "Read by the test."
  value = merge(
    module.github_oidc.role_arns,
    { for name, arn in module.by_name.role_arns : "named-${name}" => arn },
    { for name, arn in module.immutable.role_arns : "immutable-${name}" => arn },
  )
}

output "boundary_arn" {
  description = "Read by the test."
  value       = module.github_oidc.boundary_arn
}

output "provider_arn" {
  description = "Read by the test."
  value       = module.github_oidc.provider_arn
}

output "workload_boundary_arns" {
  description = "Read by the test."
  value       = { for environment, policy in aws_iam_policy.workload : environment => policy.arn }
}
