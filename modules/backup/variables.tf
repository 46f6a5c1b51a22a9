variable "alarm_topic_arns" {
  description = "SNS topics, in the tables' Region, that hear of backups and copies that failed, and of copies that stay away."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.alarm_topic_arns) > 0
    error_message = "alarm_topic_arns must name at least one topic: a backup that fails in silence is found out in a disaster."
  }
}

variable "copy" {
  description = <<-EOT
    The copies in the other Region's vault.

    `alarm_topic_arns`: SNS topics, in that Region, that hear of restores that failed there.
    `cold_after_days`: days until a copy moves to cold storage; null for never.
    `delete_after_days`: days until a copy is deleted: 35.
  EOT
  type = object({
    alarm_topic_arns  = set(string)
    cold_after_days   = optional(number)
    delete_after_days = optional(number, 35)
  })
  nullable = false

  validation {
    condition     = length(var.copy.alarm_topic_arns) > 0
    error_message = "copy.alarm_topic_arns must name at least one topic: an alarm that tells nobody is none."
  }

  validation {
    condition     = var.copy.delete_after_days >= 1 && floor(var.copy.delete_after_days) == var.copy.delete_after_days
    error_message = "copy.delete_after_days must be a whole number of days, 1 or more."
  }

  validation {
    condition     = alltrue([for days in var.copy.cold_after_days[*] : days >= 1 && floor(days) == days])
    error_message = "copy.cold_after_days must be a whole number of days, 1 or more; null keeps copies warm."
  }

  validation {
    condition     = alltrue([for days in var.copy.cold_after_days[*] : var.copy.delete_after_days >= days + 90])
    error_message = "copy.delete_after_days must be at least 90 more than cold_after_days: cold storage keeps, and bills, 90 days at least."
  }
}

variable "force_destroy" {
  description = "Whether destroying the vaults takes every backup with them. Without it AWS refuses while there is one."
  type        = bool
  default     = false
  nullable    = false
}

variable "lock" {
  description = <<-EOT
    Vault lock on both vaults: nobody deletes a backup before its time, and no backup is kept shorter or longer than this. null for none.

    `min_retention_days`, `max_retention_days`: what a backup's lifecycle must be within.
    `changeable_for_days`: days, 3 or more, after which nobody, not even AWS, takes the lock away, and neither vault nor backups can be deleted before their time; null for a lock that who may administer backups can take away.
  EOT
  type = object({
    changeable_for_days = optional(number)
    max_retention_days  = optional(number)
    min_retention_days  = optional(number, 7)
  })
  default = null

  validation {
    condition     = alltrue([for days in try(var.lock.changeable_for_days[*], []) : days >= 3 && days <= 36500 && floor(days) == days])
    error_message = "lock.changeable_for_days must be a whole number from 3 to 36500: AWS leaves three days to change one's mind."
  }

  validation {
    condition     = try(var.lock.min_retention_days >= 1 && floor(var.lock.min_retention_days) == var.lock.min_retention_days, true)
    error_message = "lock.min_retention_days must be a whole number of days, 1 or more."
  }

  validation {
    condition     = alltrue([for days in try(var.lock.max_retention_days[*], []) : days >= var.lock.min_retention_days && days <= 36500 && floor(days) == days])
    error_message = "lock.max_retention_days must be a whole number from min_retention_days to 36500."
  }
}

variable "name_prefix" {
  description = "Start of every resource name, for example \"inferway-production\"."
  type        = string
  nullable    = false

  # A vault's name has 2 to 50 characters, and ends in "-backups".
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix must be 3 to 32 lower-case letters, digits or hyphens, starting with a letter and not ending with a hyphen."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of every role that is made here, such as the one of envs/registry; null for none."
  type        = string
  default     = null
}

variable "retention" {
  description = <<-EOT
    The backups in the tables' own Region.

    `cold_after_days`: days until a backup moves to cold storage; null for never.
    `delete_after_days`: days until a backup is deleted: 35.
  EOT
  type = object({
    cold_after_days   = optional(number)
    delete_after_days = optional(number, 35)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.retention.delete_after_days >= 1 && floor(var.retention.delete_after_days) == var.retention.delete_after_days
    error_message = "retention.delete_after_days must be a whole number of days, 1 or more."
  }

  validation {
    condition     = alltrue([for days in var.retention.cold_after_days[*] : days >= 1 && floor(days) == days])
    error_message = "retention.cold_after_days must be a whole number of days, 1 or more; null keeps backups warm."
  }

  validation {
    condition     = alltrue([for days in var.retention.cold_after_days[*] : var.retention.delete_after_days >= days + 90])
    error_message = "retention.delete_after_days must be at least 90 more than cold_after_days: cold storage keeps, and bills, 90 days at least."
  }
}

variable "schedule" {
  description = <<-EOT
    When backups begin. What is written after the last copy is lost with the Region.

    `cron`: six fields in cron(), as EventBridge reads it, at most once an hour.
    `time_zone`: IANA name.
    `start_within_minutes`: begun later than this, a backup is given up: 60 or more.
    `complete_within_minutes`: not done after this, neither.
    `overdue_hours`: hours without a copy that ring: 26 for one a day; 168 at most.
  EOT
  type = object({
    complete_within_minutes = optional(number, 720)
    cron                    = optional(string, "cron(0 3 * * ? *)")
    overdue_hours           = optional(number, 26)
    start_within_minutes    = optional(number, 60)
    time_zone               = optional(string, "Etc/UTC")
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^cron\\((\\S+ ){5}\\S+\\)$", var.schedule.cron))
    error_message = "schedule.cron must be six fields in cron(), for example cron(0 3 * * ? *): AWS Backup takes no rate."
  }

  validation {
    condition     = can(regex("^cron\\([0-9]+ ", var.schedule.cron))
    error_message = "schedule.cron must begin with one minute: AWS Backup begins a backup of a table once an hour at most."
  }

  validation {
    condition     = can(regex("^[A-Za-z]+(/[A-Za-z0-9_+-]+)+$", var.schedule.time_zone)) || var.schedule.time_zone == "UTC"
    error_message = "schedule.time_zone must be a name of the IANA database, for example Europe/Zurich."
  }

  validation {
    condition     = var.schedule.start_within_minutes >= 60 && var.schedule.complete_within_minutes >= var.schedule.start_within_minutes + 60
    error_message = "schedule.start_within_minutes must be 60 or more, and complete_within_minutes 60 more than that: AWS Backup takes nothing shorter."
  }

  validation {
    condition     = var.schedule.overdue_hours >= 1 && var.schedule.overdue_hours <= 168 && floor(var.schedule.overdue_hours) == var.schedule.overdue_hours
    error_message = "schedule.overdue_hours must be a whole number from 1 to 168: an alarm looks back a week at most."
  }
}

variable "tables" {
  description = "DynamoDB tables that are backed up, by a name of your own: `arn`, and the key that encrypts the table (`kms_key_arn`)."
  type = map(object({
    arn         = string
    kms_key_arn = string
  }))
  nullable = false

  validation {
    condition     = length(var.tables) > 0
    error_message = "tables must name at least one table."
  }
}
