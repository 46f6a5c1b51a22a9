variable "automatic" {
  description = "Whether the alarm begins the workflow, and DNS follows the home Region's health. With false people do both, by `inferway failover begin`: the alarm tells them, no rule begins anything, and DNS follows the switch alone."
  type        = bool
  default     = true
  nullable    = false
}

variable "config_table" {
  description = "The table of the routing config, as this Region has it: `name`, `arn`, and the key that encrypts it here (`kms_key_arn`). The home Region has it under the same name."
  type = object({
    arn         = string
    kms_key_arn = string
    name        = string
  })
  nullable = false
}

variable "domain" {
  description = "The one name that clients call, a Regional custom domain of API Gateway in both Regions: `name`, fully qualified, and `zone_id` of its public hosted zone."
  type = object({
    name    = string
    zone_id = string
  })
  nullable = false
}

variable "emails" {
  description = "Addresses that hear of failovers. Each must confirm an e-mail of AWS first."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "health_check" {
  description = <<-EOT
    How the Regions are looked at, from all over the world.

    `interval_seconds`: 10 or 30, for each checker; another one makes a new health check. 10 costs more.
    `failure_threshold`: so many answers alike, 1 to 10, change what a checker thinks.
    `checker_regions`: from where, three Regions or more; null for all eight. Each Region is some two checkers, and each check is a request.
  EOT
  type = object({
    checker_regions   = optional(set(string))
    failure_threshold = optional(number, 3)
    interval_seconds  = optional(number, 10)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([10, 30], var.health_check.interval_seconds)
    error_message = "health_check.interval_seconds must be 10 or 30: Route 53 knows no other."
  }

  validation {
    condition     = var.health_check.failure_threshold >= 1 && var.health_check.failure_threshold <= 10 && floor(var.health_check.failure_threshold) == var.health_check.failure_threshold
    error_message = "health_check.failure_threshold must be a whole number from 1 to 10."
  }

  validation {
    condition     = var.health_check.interval_seconds * var.health_check.failure_threshold <= 90
    error_message = "health_check.interval_seconds times failure_threshold must be 90 at most: with DNS, the alarm and the workflow, more would take longer than the five minutes that are promised."
  }

  validation {
    condition = alltrue([
      for regions in [var.health_check.checker_regions] : length(regions) >= 3 && length(setsubtract(regions, [
        "ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "eu-west-1", "sa-east-1", "us-east-1", "us-west-1", "us-west-2",
      ])) == 0 if regions != null
    ])
    error_message = "health_check.checker_regions must name three or more of ap-northeast-1, ap-southeast-1, ap-southeast-2, eu-west-1, sa-east-1, us-east-1, us-west-1 and us-west-2; for all of them leave it out."
  }
}

variable "home" {
  description = <<-EOT
    The Region that serves as a rule, and may be lost.

    `region`: its name.
    `ready_url`: address of its /health/ready that is its own, not the shared domain's.
    `domain_target`: `name` and `zone_id` of the domain name there (output `custom_domain_target` of modules/rest_api).
    `tables_kms_key_arn`: key of the tables there.
  EOT
  type = object({
    domain_target = object({
      name    = string
      zone_id = string
    })
    ready_url          = string
    region             = string
    tables_kms_key_arn = string
  })
  nullable = false

  validation {
    condition     = can(regex("^https?://[^/:?#]+(:[0-9]+)?(/[^?#]*)?/health/ready$", var.home.ready_url))
    error_message = "home.ready_url must be an address that ends in /health/ready: https://<api>.execute-api.<region>.amazonaws.com/<stage>/health/ready."
  }

  # The shared name follows the checks: a check of it would look at whoever serves.
  validation {
    condition     = !can(regex("^https?://${replace(var.domain.name, ".", "\\.")}[:/]", var.home.ready_url))
    error_message = "home.ready_url must be the Region's own address, not one at domain.name: that answers wherever clients are sent, and the outage would never be seen."
  }
}

variable "image" {
  description = "The image of lambdas/failover: `repository_url` of a private repository in this Region, `digest`, and optionally `architecture`. See modules/image_function."
  type = object({
    architecture   = optional(string)
    digest         = string
    repository_url = string
  })
  nullable = false
}

variable "inference_state_machine_arn" {
  description = "ARN of the state machine that inferences go through in this Region (output of modules/inference_workflow)."
  type        = string
  nullable    = false
}

variable "kms_key_arn" {
  description = "Key that encrypts logs, environments, failed events and the topic. Its policy must let CloudWatch Logs and CloudWatch's alarms use it."
  type        = string
  nullable    = false
}

variable "log_level" {
  description = "DEBUG, INFO, WARNING or ERROR."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["DEBUG", "ERROR", "INFO", "WARNING"], var.log_level)
    error_message = "log_level must be DEBUG, INFO, WARNING or ERROR."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept: a number that CloudWatch Logs knows, such as 30, 90 or 365."
  type        = number
  default     = 365
  nullable    = false
}

variable "max_replication_lag_seconds" {
  description = "Replication of records that is slower than this keeps people from turning back."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.max_replication_lag_seconds >= 1 && var.max_replication_lag_seconds <= 3600 && floor(var.max_replication_lag_seconds) == var.max_replication_lag_seconds
    error_message = "max_replication_lag_seconds must be a whole number from 1 to 3600."
  }
}

variable "memory_mb" {
  description = "Memory of each function in MB."
  type        = number
  default     = 1769
  nullable    = false
}

variable "models" {
  description = <<-EOT
    The model stores of both Regions, for the watch; null where it is not to look at models.

    `pointer_key`: S3 key of the live pointer, the same in both.
    `home`, `standby`: `bucket`, and the key that encrypts it (`kms_key_arn`).
  EOT
  type = object({
    pointer_key = string
    home = object({
      bucket      = string
      kms_key_arn = string
    })
    standby = object({
      bucket      = string
      kms_key_arn = string
    })
  })
  default = null
}

variable "name" {
  description = "Name of the workflow and start of what belongs to it, for example \"inferway-production-failover\"."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9]){2,39}$", var.name)) && length(var.name) <= 40
    error_message = "name must be 3 to 40 lower-case letters, digits and single hyphens, starting with a letter and not ending with a hyphen."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of every role that is made here, such as the one of envs/registry; null for none."
  type        = string
  default     = null
}

variable "records_table" {
  description = "The table of records, as this Region has it: its `name` and `arn`, the ARN of its index of unfinished records (`index_arn`), and the key that encrypts it here (`kms_key_arn`)."
  type = object({
    arn         = string
    index_arn   = string
    kms_key_arn = string
    name        = string
  })
  nullable = false
}

variable "standby" {
  description = <<-EOT
    The Region that takes over: the one of this module's provider.

    `region`: its name.
    `ready_url`: address of its /health/ready that is its own, not the shared domain's.
    `domain_target`: `name` and `zone_id` of the domain name there.
  EOT
  type = object({
    domain_target = object({
      name    = string
      zone_id = string
    })
    ready_url = string
    region    = string
  })
  nullable = false

  validation {
    condition     = can(regex("^https?://[^/:?#]+(:[0-9]+)?(/[^?#]*)?/health/ready$", var.standby.ready_url))
    error_message = "standby.ready_url must be an address that ends in /health/ready: https://<api>.execute-api.<region>.amazonaws.com/<stage>/health/ready."
  }

  validation {
    condition     = var.standby.region != var.home.region
    error_message = "standby.region must be another than home.region: nothing survives in a Region that is lost."
  }
}

variable "tracing" {
  description = "Whether X-Ray follows executions and calls."
  type        = bool
  default     = false
  nullable    = false
}

variable "us_east_1_topic_arns" {
  description = "SNS topics in us-east-1 that hear of Regions that are not ready: an alarm reaches no others."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.us_east_1_topic_arns) > 0 && alltrue([for arn in var.us_east_1_topic_arns : split(":", arn)[3] == "us-east-1"])
    error_message = "us_east_1_topic_arns must name at least one topic, in us-east-1: health checks are measured there, and an alarm reaches its own Region only."
  }
}

variable "watch" {
  description = <<-EOT
    How what would make a failover fail is looked for.

    `interval_minutes`: between two looks, 1 to 60.
    `tell_again_hours`: what stays is told again after so long, 1 to 168.
    `unstarted_after_seconds`: an inference that nobody attends to for so long was not begun, 60 to 86400.
  EOT
  type = object({
    interval_minutes        = optional(number, 5)
    tell_again_hours        = optional(number, 24)
    unstarted_after_seconds = optional(number, 300)
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for name, range in { interval_minutes = [1, 60], tell_again_hours = [1, 168], unstarted_after_seconds = [60, 86400] } :
      var.watch[name] >= range[0] && var.watch[name] <= range[1] && floor(var.watch[name]) == var.watch[name]
    ])
    error_message = "watch needs whole numbers: interval_minutes from 1 to 60, tell_again_hours from 1 to 168, unstarted_after_seconds from 60 to 86400."
  }
}
