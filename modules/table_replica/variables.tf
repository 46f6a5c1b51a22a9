variable "alarm_topic_arns" {
  description = "SNS topics, in the replica's Region, that hear when what is written here lags behind in the table's Region."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.alarm_topic_arns) > 0
    error_message = "alarm_topic_arns must name at least one topic: an alarm that tells nobody is none."
  }
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the replica. It is each replica's own. Switch it off, and apply, before a destroy."
  type        = bool
  default     = true
  nullable    = false
}

variable "global_table" {
  description = "The table: global_table's output `replicated`."
  type = object({
    arn     = string
    name    = string
    regions = set(string)
  })
  nullable = false
}

variable "kms_key_arn" {
  description = "Key that encrypts the replica, in the replica's Region. Another key makes another replica."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key, not its id or an alias: it says the Region."
  }
}

variable "latency_seconds" {
  description = "A change that takes longer than this to arrive in the table's Region, for five minutes, rings."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.latency_seconds >= 1
    error_message = "latency_seconds must be 1 or more: a second is what replication takes when all is well."
  }
}
