variable "dead_letter_queue" {
  description = "Queue for the calls that never got through, and the key that encrypts it; null where an old call is of no use. Watch it: nothing else remembers them."
  type = object({
    arn         = string
    kms_key_arn = string
  })
  default = null
}

variable "kms_key_arn" {
  description = "Key that encrypts the schedules."
  type        = string
  nullable    = false
}

variable "name" {
  description = "Name of the group of schedules, for example \"inferway-staging-auto-stop\". The role has it too, with \"-schedule\" and its Region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,54}$", var.name))
    error_message = "name must be 1 to 55 letters, digits, hyphens, underscores or dots, a letter or digit first."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role, such as the one of envs/registry; null for none."
  type        = string
  default     = null
}

variable "schedules" {
  description = <<-EOT
    What is called, by a key of yours.

    `description`: what it is for.

    `expression`: EventBridge Scheduler's `cron(...)` or `rate(...)`.

    `function_arn`: alias of a function. It is called with `{"scheduled_time": ...}`,
    the time in UTC that it was due at.

    `maximum_age_seconds`: how long a call that fails is tried again, 60 to 86,400.

    `name`: the schedule's, up to 64 letters, digits, hyphens, underscores and dots.

    `retries`: how often, 0 to 185.

    `timezone`: of the expression, an IANA name; UTC.
  EOT
  type = map(object({
    description         = string
    expression          = string
    function_arn        = string
    maximum_age_seconds = number
    name                = string
    retries             = number
    timezone            = optional(string, "UTC")
  }))
  nullable = false

  validation {
    condition     = length(var.schedules) > 0
    error_message = "schedules must have one at least: without any the module makes a role that nobody takes."
  }

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : can(regex("^[a-zA-Z0-9_.-]{1,64}$", schedule.name))])
    error_message = "schedules: a name must be 1 to 64 letters, digits, hyphens, underscores or dots."
  }

  validation {
    condition = alltrue([
      for schedule in values(var.schedules) :
      can(regex("^cron\\([^ )]+( [^ )]+){5}\\)$", schedule.expression)) ||
      can(regex("^rate\\([1-9][0-9]* (minutes?|hours?|days?)\\)$", schedule.expression))
    ])
    error_message = "schedules: an expression must be cron(...) with six fields, such as cron(0 * * * ? *), or rate(...), such as rate(1 hour)."
  }

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : contains(keys(jsondecode(file("${path.module}/../scheduled_scaling/time_zones.json"))), schedule.timezone)])
    error_message = "schedules: a timezone must be the canonical name of an IANA time zone, such as America/New_York, Europe/Berlin or UTC: AWS knows no other, and no older ones (US/Eastern)."
  }

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : schedule.maximum_age_seconds >= 60 && schedule.maximum_age_seconds <= 86400 && floor(schedule.maximum_age_seconds) == schedule.maximum_age_seconds])
    error_message = "schedules: maximum_age_seconds must be a whole number from 60 to 86400."
  }

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : schedule.retries >= 0 && schedule.retries <= 185 && floor(schedule.retries) == schedule.retries])
    error_message = "schedules: retries must be a whole number from 0 to 185."
  }
}
