variable "action" {
  description = <<-EOT
    What happens to an endpoint that nobody uses.

    `delete`: it goes, recorded so that `inferway start` makes it again and Terraform does not. What can scale to zero does that instead.
    `reduce`: its capacity is lowered, to 0 where that is possible and else to 1; nothing is ever deleted.
    `report`: nothing; a log line and metrics tell of it.
  EOT
  type        = string
  default     = "delete"
  nullable    = false

  validation {
    condition     = contains(["delete", "reduce", "report"], var.action)
    error_message = "action must be delete, reduce or report."
  }
}

variable "alarm_topic_arns" {
  description = "SNS topics that hear when the function fails, or a run never reached it."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.alarm_topic_arns) > 0
    error_message = "alarm_topic_arns must name at least one topic: an alarm that tells nobody is none."
  }
}

variable "covers" {
  description = <<-EOT
    Which endpoints of the account and Region are looked at: those to which all of this applies.

    `name_prefix`: what their names begin with.
    `tags`: tags that they have.
    `everything`: must be true where neither is given and `action` is "delete": then no endpoint of the Region is left out.
  EOT
  type = object({
    everything  = optional(bool, false)
    name_prefix = optional(string, "")
    tags        = optional(map(string), {})
  })
  nullable = false

  validation {
    condition     = can(regex("^([a-zA-Z0-9][a-zA-Z0-9-]{0,62})?$", var.covers.name_prefix))
    error_message = "covers.name_prefix must be the start of endpoints' names: letters, digits and hyphens."
  }

  validation {
    condition     = var.action != "delete" || var.covers.everything || var.covers.name_prefix != "" || length(var.covers.tags) > 0
    error_message = "covers takes in every endpoint of the Region, and action \"delete\" would stop those of others too. Give name_prefix or tags, or confirm it with everything = true."
  }

  validation {
    condition     = !var.covers.everything || (var.covers.name_prefix == "" && length(var.covers.tags) == 0)
    error_message = "covers.everything contradicts name_prefix and tags: leave one of them out."
  }
}

variable "dry_run" {
  description = "Whether it only says what it would do, and has no permission to do it. Look at a week of that before you set it to false."
  type        = bool
  default     = true
  nullable    = false
}

variable "image" {
  description = "The image of lambdas/auto_stop: `repository_url` of a private repository in this Region, `digest`, and optionally `architecture`. See modules/image_function."
  type = object({
    architecture   = optional(string)
    command        = optional(list(string))
    digest         = string
    repository_url = string
  })
  nullable = false
}

variable "kms_key_arn" {
  description = "Key that encrypts the schedule, environment variables, logs and queues. Its policy must let CloudWatch Logs use it."
  type        = string
  nullable    = false
}

variable "log_level" {
  description = "DEBUG, INFO, WARNING or ERROR. Each decision is a line at INFO."
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

variable "mark_first" {
  description = "Whether an idle endpoint is first given the tag AutoStopMarkedAt, and stopped by a later run that finds it idle still, a window later at least. Let the provider ignore the tag (`ignore_tags`), or each plan takes it away."
  type        = bool
  default     = false
  nullable    = false
}

variable "memory_mb" {
  description = "Memory in MB. It buys processor time too; 2,000 endpoints take less than 256 MB."
  type        = number
  default     = 512
  nullable    = false
}

variable "name" {
  description = "Name of the function, its roles, schedule and queues, for example \"inferway-staging-auto-stop\"."
  type        = string
  nullable    = false

  # A role's name may have 64, and "-schedule" is added.
  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9-]{0,54}$", var.name))
    error_message = "name must be 1 to 55 letters, digits or hyphens, the first no hyphen."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of every role that is made here, such as the one of envs/registry; null for none."
  type        = string
  default     = null
}

variable "schedule" {
  description = <<-EOT
    When it looks.

    `expression`: EventBridge Scheduler's `cron(...)` or `rate(...)`; at each full hour.
    `timezone`: IANA's name of the time zone that `cron` is in.
    `retries`, `retry_minutes`: a run that does not get through is tried again so often, for so long.
  EOT
  type = object({
    expression    = optional(string, "cron(0 * * * ? *)")
    retries       = optional(number, 10)
    retry_minutes = optional(number, 30)
    timezone      = optional(string, "UTC")
  })
  default  = {}
  nullable = false

  validation {
    condition = can(regex("^cron\\([^ )]+( [^ )]+){5}\\)$", var.schedule.expression)) || can(
      regex("^rate\\([1-9][0-9]* (minutes?|hours?|days?)\\)$", var.schedule.expression)
    )
    error_message = "schedule.expression must be cron(...) with six fields, such as cron(0 * * * ? *), or rate(...), such as rate(1 hour)."
  }

  validation {
    condition     = contains(keys(jsondecode(file("${path.module}/../scheduled_scaling/time_zones.json"))), var.schedule.timezone)
    error_message = "schedule.timezone must be the canonical name of an IANA time zone, such as America/New_York, Europe/Berlin or UTC: AWS knows no other, and no older ones (US/Eastern)."
  }

  validation {
    condition     = var.schedule.retries >= 0 && var.schedule.retries <= 185 && floor(var.schedule.retries) == var.schedule.retries
    error_message = "schedule.retries must be a whole number from 0 to 185."
  }

  validation {
    condition     = var.schedule.retry_minutes >= 1 && var.schedule.retry_minutes <= 1440 && floor(var.schedule.retry_minutes) == var.schedule.retry_minutes
    error_message = "schedule.retry_minutes must be a whole number from 1 to 1440."
  }
}

variable "stopped_parameters_path" {
  description = "Path in the SSM parameter store that stops are recorded under, a parameter an endpoint, for example \"/inferway/inferway-staging/stopped\"."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(/[a-zA-Z0-9_.-]+)+$", var.stopped_parameters_path)) && !can(regex("^/(aws|ssm)", lower(var.stopped_parameters_path)))
    error_message = "stopped_parameters_path must begin with \"/\" and end without it, of letters, digits, \"_\", \".\" and \"-\"; names that begin with aws or ssm are AWS's own."
  }
}

variable "timeout_seconds" {
  description = "Seconds after which a run is ended, 60 to 900. What is left is done by the next one."
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 60 && var.timeout_seconds <= 900 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "timeout_seconds must be a whole number from 60 to 900."
  }
}

variable "tracing" {
  description = "Whether X-Ray follows runs."
  type        = bool
  default     = false
  nullable    = false
}

variable "window_minutes" {
  description = "Minutes without a request after which an endpoint is idle, 15 to 1440. A younger endpoint, and one that was changed since, is left alone."
  type        = number
  default     = 60
  nullable    = false

  # The code takes no other.
  validation {
    condition     = var.window_minutes >= 15 && var.window_minutes <= 1440 && floor(var.window_minutes) == var.window_minutes
    error_message = "window_minutes must be a whole number from 15 (metrics come minutes late, and an endpoint needs time for its first request) to 1440, a day."
  }
}
