variable "linked_services" {
  description = "Whom AWS may make a role for that is the service's own (`aws-service-role`), when it is first used: such as \"replication.dynamodb.amazonaws.com\", or \"*.application-autoscaling.amazonaws.com\" for all that it scales."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for service in var.linked_services : can(regex("^(\\*\\.)?[a-z0-9.-]+\\.amazonaws\\.com$", service))])
    error_message = "linked_services must be names of services, such as backup.amazonaws.com: a wildcard only before one, as in *.application-autoscaling.amazonaws.com."
  }
}

variable "name_prefix" {
  description = "Start of the names of roles and of their boundary, for example \"inferway\"."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9-]{1,30}$", var.name_prefix))
    error_message = "name_prefix must be 1 to 30 letters, digits or hyphens: a role's name has 64 at most."
  }
}

variable "path" {
  description = "IAM path of the roles and of their boundary. It keeps them apart from the roles that they make, whose path is \"/\"."
  type        = string
  default     = "/deploy/"
  nullable    = false

  validation {
    condition     = can(regex("^/([a-zA-Z0-9-]+/)+$", var.path))
    error_message = "path must begin and end with a slash and have a name between: in \"/\" the roles could change themselves."
  }
}

variable "provider_arn" {
  description = "ARN of GitHub's OpenID Connect provider where the account has it: there is one for each address and account. null makes it."
  type        = string
  default     = null

  validation {
    condition     = var.provider_arn == null ? true : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:oidc-provider/token\\.actions\\.githubusercontent\\.com$", var.provider_arn))
    error_message = "provider_arn must be arn:aws:iam::<account>:oidc-provider/token.actions.githubusercontent.com."
  }
}

variable "repository" {
  description = <<-EOT
    The repository whose runs may have the roles.

    `owner`, `name`: as in its address.
    `owner_id`, `id`: the numbers behind them (`gh api repos/OWNER/NAME --jq '.owner.id, .id'`). A name can be given up and taken by somebody else; a number cannot. With them, tokens of the immutable form are taken, and no token of another repository is.
    `subject_forms`: `name` (`repo:OWNER/NAME:...`), `immutable` (`repo:OWNER@1/NAME@2:...`; repositories made or renamed since July 2026 have it), or both, which is what is taken if the numbers are known.
  EOT
  type = object({
    id            = optional(number)
    name          = string
    owner         = string
    owner_id      = optional(number)
    subject_forms = optional(set(string))
  })
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]*$", var.repository.owner)) && can(regex("^[A-Za-z0-9._-]+$", var.repository.name))
    error_message = "repository.owner and repository.name must be the two parts of OWNER/NAME, without wildcards."
  }

  validation {
    condition     = (var.repository.id == null) == (var.repository.owner_id == null)
    error_message = "repository.id and repository.owner_id come together: gh api repos/OWNER/NAME --jq '.owner.id, .id'."
  }

  validation {
    condition     = alltrue([for n in [var.repository.id, var.repository.owner_id] : n > 0 && floor(n) == n if n != null])
    error_message = "repository.id and repository.owner_id must be whole numbers above 0."
  }

  validation {
    condition = var.repository.subject_forms == null ? true : (
      length(var.repository.subject_forms) > 0
      && length(setsubtract(var.repository.subject_forms, ["immutable", "name"])) == 0
      && (var.repository.id != null || !contains(var.repository.subject_forms, "immutable"))
    )
    error_message = "repository.subject_forms must be \"name\", \"immutable\" or both; \"immutable\" needs repository.id and repository.owner_id."
  }
}

variable "roles" {
  description = <<-EOT
    A role for each purpose, by name.

    `writes`: whether it may change anything. Such a role is for runs in an `environment` alone, whose rules (branches, reviewers) GitHub enforces.
    `environments`: runs in these environments of the repository.
    `branches`: runs on these branches, outside of any environment.
    `pull_requests`: runs of pull requests. GitHub gives none of a fork a token.
    `subjects`: further subjects, whole; `*` and `?` are wildcards after the repository.
    `policies`: IAM policy documents by name; together 10,240 characters at most.
  EOT
  type = map(object({
    branches      = optional(set(string), [])
    description   = string
    environments  = optional(set(string), [])
    policies      = map(string)
    pull_requests = optional(bool, false)
    subjects      = optional(set(string), [])
    writes        = bool
  }))
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.roles) : can(regex("^[a-z0-9-]{1,33}$", name))])
    error_message = "The names of roles must be 1 to 33 lower-case letters, digits or hyphens."
  }

  validation {
    condition     = alltrue([for role in values(var.roles) : length(role.branches) + length(role.environments) + length(role.subjects) > 0 || role.pull_requests])
    error_message = "Each role must say whose it is: environments, branches, pull_requests or subjects."
  }

  validation {
    condition     = alltrue([for name in flatten([for role in values(var.roles) : concat(tolist(role.branches), tolist(role.environments))]) : can(regex("^[A-Za-z0-9._/-]+$", name))])
    error_message = "environments and branches must be names of letters, digits, dots, slashes, hyphens and underscores: a wildcard would let in what has no rules."
  }

  validation {
    condition = alltrue([
      for role in values(var.roles) : length(role.branches) == 0 && !role.pull_requests && alltrue([
        for subject in role.subjects : can(regex("^repo:[^:*?]+:environment:[^:*?]+$", subject))
      ]) if role.writes
    ])
    error_message = "A role that writes is for environments alone, each by its name: never repo:OWNER/NAME:*, a branch or a pull request, which anybody who can push starts."
  }

  validation {
    condition     = alltrue([for subject in flatten([for role in values(var.roles) : tolist(role.subjects)]) : can(regex("^repo:[^:*?/]+/[^:*?/]+:.+$", subject))])
    error_message = "Each of subjects must begin with repo:OWNER/NAME: without a wildcard in it: everybody on GitHub can have a token."
  }
}

variable "services" {
  description = "Whom roles of workloads may be handed to, such as [\"lambda.amazonaws.com\"]."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.services) > 0 && alltrue([for service in var.services : can(regex("^[a-z0-9.-]+\\.amazonaws\\.com$", service))])
    error_message = "services must be names of services, such as lambda.amazonaws.com, without wildcards."
  }
}

variable "workloads" {
  description = <<-EOT
    The roles that deployments make for what they deploy, by environment.

    `boundary_arn`: permissions boundary that each of them must have.
    `role_names`: what their names look like, such as ["inferway-staging-*"].
  EOT
  type = map(object({
    boundary_arn = string
    role_names   = set(string)
  }))
  nullable = false

  validation {
    condition     = length(var.workloads) > 0 && alltrue([for name in keys(var.workloads) : can(regex("^[a-z][a-z0-9-]{0,30}$", name))])
    error_message = "workloads must name one environment or more, in lower-case letters, digits and hyphens."
  }

  validation {
    condition     = alltrue([for workload in values(var.workloads) : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/", workload.boundary_arn))])
    error_message = "boundary_arn of each of workloads must be the ARN of a policy of this account."
  }

  validation {
    condition = alltrue([
      for workload in values(var.workloads) : length(workload.role_names) > 0 && alltrue([
        for name in workload.role_names : can(regex("^[A-Za-z0-9][A-Za-z0-9+=,.@_-]{2,}\\*?$", name))
      ])
    ])
    error_message = "role_names of each of workloads must be names, or their beginnings of 3 characters or more and a *."
  }

  validation {
    condition = alltrue(flatten([
      for one, workload in var.workloads : [
        for other, another in var.workloads : [
          for pair in setproduct(workload.role_names, another.role_names) : !(
            trimsuffix(pair[1], "*") == trimsuffix(pair[0], "*")
            || endswith(pair[0], "*") && startswith(pair[1], trimsuffix(pair[0], "*"))
          )
        ] if one != other
      ]
    ]))
    error_message = "role_names of one of workloads must leave out those of the others: a role that is two's could have the boundary of either."
  }
}
