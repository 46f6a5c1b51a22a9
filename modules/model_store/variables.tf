variable "access_log_days" {
  description = "Days that access logs are kept."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = var.access_log_days >= 1 && floor(var.access_log_days) == var.access_log_days
    error_message = "access_log_days must be a whole number of days, 1 or more."
  }
}

variable "force_destroy" {
  description = "Whether destroying the store takes every model with it. Without it AWS refuses while there is one."
  type        = bool
  default     = false
  nullable    = false
}

variable "name_prefix" {
  description = "Start of every resource name, for example \"inferway-staging\"."
  type        = string
  nullable    = false

  # The longest bucket name adds "-models-logs-", an account of 12 digits, "-"
  # and a Region of up to 14 characters; S3 allows 63.
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,21}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix must be 3 to 23 lower-case letters, digits or hyphens, starting with a letter and not ending with a hyphen: bucket names are made from it."
  }
}

variable "replaced_versions" {
  description = <<-EOT
    When model files that were overwritten or deleted are gone for good. The pointer's own history is kept for ever.

    `days`: how long at least, in days after the replacement.
    `keep`: how many of the newest replaced versions of a file stay beyond that, 1 to 100.
  EOT
  type = object({
    days = optional(number, 90)
    keep = optional(number, 5)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.replaced_versions.days >= 7 && floor(var.replaced_versions.days) == var.replaced_versions.days
    error_message = "replaced_versions.days must be a whole number of days, 7 or more: people need the time to notice."
  }

  validation {
    condition     = var.replaced_versions.keep >= 1 && var.replaced_versions.keep <= 100 && floor(var.replaced_versions.keep) == var.replaced_versions.keep
    error_message = "replaced_versions.keep must be a whole number from 1 to 100: with none kept, a file that was overwritten by accident would expire while the pointer names it."
  }
}
