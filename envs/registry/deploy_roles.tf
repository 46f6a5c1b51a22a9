# The roles of .github/workflows, one for each environment and purpose. A person
# applies them: no role here may change itself, another of them, or this state.

locals {
  workloads = {
    production = "inferway-production"
    staging    = "inferway-staging"
  }

  # Where they are, at home first.
  regions = {
    production = [local.region, local.standby_region]
    staging    = [local.region]
  }

  # Of those that go on in another Region: the name of their API.
  domains = {
    production = "api.example.com"
  }

  # Whom AWS makes roles for that are the service's own, when it is first used.
  linked_services = [
    "*.application-autoscaling.amazonaws.com",
    "backup.amazonaws.com",
    "ops.apigateway.amazonaws.com",
    "replication.dynamodb.amazonaws.com",
  ]

  # What the product's roles are for.
  services = [
    "apigateway.amazonaws.com",
    "backup.amazonaws.com",
    "events.amazonaws.com",
    "lambda.amazonaws.com",
    "s3.amazonaws.com",
    "sagemaker.amazonaws.com",
    "scheduler.amazonaws.com",
    "states.amazonaws.com",
  ]
}

module "github_oidc" {
  count  = var.github == null ? 0 : 1
  source = "../../modules/github_oidc"

  name_prefix  = "inferway"
  provider_arn = var.github.provider_arn
  repository   = var.github.repository

  roles = merge(
    {
      # Whoever may push a branch may run this one: it reads, and the state is
      # among what it reads.
      plan = {
        description   = "Plans on pull requests, and looks for drift on main."
        branches      = ["main"]
        pull_requests = true
        writes        = false

        policies = {
          read             = data.aws_iam_policy_document.read.json
          state-production = data.aws_iam_policy_document.read_state["production"].json
          state-staging    = data.aws_iam_policy_document.read_state["staging"].json
        }
      }

      images = {
        description  = "Pushes images."
        environments = ["images"]
        policies     = { push = data.aws_iam_policy_document.push.json }
        writes       = true
      }

      # Writes down what is to be approved; it can apply nothing.
      propose-production = {
        description  = "Plans envs/production and keeps the plan until it is approved."
        environments = ["production-plan"]
        writes       = true

        policies = {
          propose = data.aws_iam_policy_document.propose.json
          read    = data.aws_iam_policy_document.read.json
          state   = data.aws_iam_policy_document.read_state["production"].json
        }
      }
    },
    {
      for environment in keys(local.workloads) : "apply-${environment}" => {
        description  = "Applies envs/${environment}."
        environments = [environment]
        writes       = true

        policies = merge(
          {
            manage = data.aws_iam_policy_document.manage[environment].json
            read   = data.aws_iam_policy_document.read.json
            rights = data.aws_iam_policy_document.rights[environment].json
          },
          { for name, policy in data.aws_iam_policy_document.recovery : "recovery" => policy.json if name == environment },
        )
      }
    },
    # Only what goes on in another Region has game days.
    {
      for environment in keys(local.domains) : "drill-${environment}" => {
        description  = "Plays the loss of a Region in envs/${environment}."
        environments = ["${environment}-drill"]
        writes       = true

        policies = {
          drill = data.aws_iam_policy_document.drill[environment].json
          read  = data.aws_iam_policy_document.read.json
          state = data.aws_iam_policy_document.read_state[environment].json
        }
      }
    },
  )

  linked_services = local.linked_services
  services        = local.services

  workloads = {
    for environment, prefix in local.workloads : environment => {
      boundary_arn = aws_iam_policy.workload_boundary[environment].arn
      role_names   = ["${prefix}-*"]
    }
  }
}
