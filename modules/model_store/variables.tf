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

variable "copy_of" {
  description = <<-EOT
    The store of another Region that is copied into this one, whose `replication` leads here; null for none.

    `alarm_topic_arns`: SNS topics, in this Region, that hear when it is behind.
    `bucket_name`: of the other store.
    `latency_minutes`: behind by more than this rings: 15.
  EOT
  type = object({
    alarm_topic_arns = set(string)
    bucket_name      = string
    latency_minutes  = optional(number, 15)
  })
  default = null

  validation {
    condition     = try(length(var.copy_of.alarm_topic_arns) > 0, true)
    error_message = "copy_of.alarm_topic_arns must name at least one topic: an alarm that tells nobody is none."
  }

  validation {
    condition     = try(var.copy_of.latency_minutes >= 1, true)
    error_message = "copy_of.latency_minutes must be 1 or more: S3 measures by the minute."
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

variable "permissions_boundary_arn" {
  description = "Permissions boundary of every role that is made here, such as the one of envs/registry; null for none."
  type        = string
  default     = null
}

variable "replication" {
  description = <<-EOT
    The store of another Region that gets what is published from now on, with the live pointer and under the same version ids; null for none. What was published before does not go there: publish and promote it again, or copy it by S3 Batch Replication. What is deleted here stays there.

    `alarm_topic_arns`: SNS topics, in this Region, that hear of what could not be copied.
    `bucket_arn`: of the other store: its output `bucket_arn`.
    `kms_key_arn`: that encrypts the copies: its output `kms_key_arn`.
  EOT
  type = object({
    alarm_topic_arns = set(string)
    bucket_arn       = string
    kms_key_arn      = string
  })
  default = null

  validation {
    condition     = try(length(var.replication.alarm_topic_arns) > 0, true)
    error_message = "replication.alarm_topic_arns must name at least one topic: a model that is missing in the other Region is found out in a disaster."
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
