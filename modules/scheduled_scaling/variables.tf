variable "holidays" {
  description = "Dates on which no window holds, from midnight to midnight, such as `2026-12-25`."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([
      for date in var.holidays :
      can(regex("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", date)) && can(formatdate("D", "${date}T00:00:00Z")) && try(tonumber(substr(date, 0, 4)) >= 1970 && tonumber(substr(date, 0, 4)) < 2199, false)
    ])
    error_message = "holidays must be dates that there are, as yyyy-mm-dd, from 1970 to 2198: \"2026-12-25\"."
  }
}

variable "name" {
  description = "Start of the scheduled actions' names, for example \"inferway-production-provisioned\"."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$", var.name))
    error_message = "name must be 1 to 128 letters, digits, hyphens, underscores or periods, the first a letter or a digit."
  }
}

variable "outside" {
  description = "Capacity outside of every window: at least `min`, and at most `max`, between which scaling policies decide."
  type        = object({ min = number, max = number })
  nullable    = false

  validation {
    condition     = alltrue([for n in [var.outside.min, var.outside.max] : n >= 0 && floor(n) == n])
    error_message = "outside.min and outside.max must be whole numbers, 0 or more."
  }

  validation {
    condition     = var.outside.min <= var.outside.max
    error_message = "outside.min must not be more than outside.max."
  }

  validation {
    condition     = local.lowest == 0 || var.outside.min >= local.lowest
    error_message = "outside.min must be at least 1: ${local.never_zero}"
  }
}

variable "target" {
  description = <<-EOT
    What is scaled, as modules/endpoint and modules/scale_to_zero_endpoint give it in `scalable_target`, and modules/image_function in `provisioned_concurrency_target`.

    `service_namespace`, `resource_id`, `scalable_dimension`: name a scalable target.
    `asynchronous`: whether the endpoint is asynchronous: only then may a variant be without instances.
    `register`: whether it is registered here; false where it is already.
    `stopped`: whether the endpoint is stopped on purpose: then there is nothing to schedule, until it starts again.
    `min`, `max`: the bounds with which it was registered. A target registered anew has lost its scheduled actions: a change of these makes them again.
  EOT
  type = object({
    asynchronous       = optional(bool, false)
    max                = optional(number)
    min                = optional(number)
    register           = optional(bool, false)
    resource_id        = string
    scalable_dimension = string
    service_namespace  = string
    stopped            = optional(bool, false)
  })

  validation {
    condition     = var.target != null
    error_message = "target is null: nothing is there to scale. Of a function, leave concurrency.provisioned out, or it keeps a number of its own; of an endpoint, give it bounds."
  }

  validation {
    condition     = var.target == null || contains(keys(local.dimensions), try(var.target.scalable_dimension, ""))
    error_message = "target.scalable_dimension must be one of ${join(", ", keys(local.dimensions))}."
  }

  validation {
    condition     = try(startswith(var.target.scalable_dimension, "${var.target.service_namespace}:"), true)
    error_message = "target.service_namespace must be what target.scalable_dimension begins with."
  }

  validation {
    condition     = try(can(regex(local.dimensions[var.target.scalable_dimension], var.target.resource_id)), true)
    error_message = "target.resource_id does not fit target.scalable_dimension: endpoint/NAME/variant/NAME, inference-component/NAME, or function:NAME:ALIAS, where the alias or version is not $LATEST, of which AWS provisions nothing."
  }
}

variable "timezone" {
  description = "IANA's name of the time zone that windows and holidays are in, such as `Europe/Berlin`."
  type        = string
  default     = "America/New_York"
  nullable    = false

  validation {
    condition     = contains(keys(local.time_zones), var.timezone)
    error_message = "timezone must be the canonical name of an IANA time zone, such as America/New_York, Europe/Berlin or UTC: AWS knows no other, and no older ones (US/Eastern)."
  }
}

variable "windows" {
  description = <<-EOT
    By name: when capacity is another one.

    `days`: on which it begins: `MON-FRI`, `SAT,SUN`, `*` for every day.
    `from`, `to`: minute and hour, as in cron: `0 9` is nine o'clock. A `to` that is not after `from` is on the next day.
    `min`, `max`: the capacity in it, between which scaling policies decide.

    Where windows overlap, the larger `min` and the larger `max` hold.
  EOT
  type = map(object({
    days = optional(string, "MON-FRI")
    from = optional(string, "0 9")
    to   = optional(string, "0 18")
    min  = number
    max  = number
  }))
  nullable = false

  validation {
    condition = alltrue([
      for window in var.windows :
      window.days == "*" || can([for part in split(",", window.days) : regex("^(MON|TUE|WED|THU|FRI|SAT|SUN)(-(MON|TUE|WED|THU|FRI|SAT|SUN))?$", part)])
    ])
    error_message = "windows: days must be weekdays, MON to SUN, single, in ranges or both, or *: \"MON-FRI\", \"SAT,SUN\"."
  }

  validation {
    condition = alltrue(flatten([
      for window in var.windows : [
        for part in split(",", window.days) :
        try(index(local.weekdays, split("-", part)[0]) < index(local.weekdays, split("-", part)[1]), true)
      ]
    ]))
    error_message = "windows: a range of days goes forward in the week, which begins on Monday: not \"FRI-MON\" but \"FRI-SUN,MON\"."
  }

  validation {
    condition = alltrue(flatten([
      for window in var.windows : [
        for time in [window.from, window.to] : can(regex("^([0-9]|[1-5][0-9]) ([0-9]|1[0-9]|2[0-3])$", time))
      ]
    ]))
    error_message = "windows: from and to must be a minute and an hour, as in cron, without leading zeros: \"30 8\" is half past eight."
  }

  validation {
    condition = alltrue(flatten([
      for window in var.windows : [for n in [window.min, window.max] : n >= 0 && floor(n) == n]
    ]))
    error_message = "windows: min and max must be whole numbers, 0 or more."
  }

  validation {
    condition     = alltrue([for window in var.windows : window.min <= window.max])
    error_message = "windows: min must not be more than max."
  }

  validation {
    condition     = alltrue([for window in var.windows : local.lowest == 0 || window.min >= local.lowest])
    error_message = "windows: min must be at least 1: ${local.never_zero}"
  }
}
