variable "bucket" {
  description = "The bucket that is copied: `arn`, `name`, and the key that encrypts it, `kms_key_arn`. S3 refuses one that keeps no versions: take the name of its versioning, so that this comes first."
  type = object({
    arn         = string
    kms_key_arn = string
    name        = string
  })
  nullable = false
}

variable "destination" {
  description = "A bucket of another Region that keeps versions: `bucket_arn`, and the key that encrypts it there, `kms_key_arn`."
  type = object({
    bucket_arn  = string
    kms_key_arn = string
  })
  nullable = false
}

variable "name" {
  description = "What the role is called, for example \"inferway-staging-models\"; \"-replication\" and the Region are added."
  type        = string
  nullable    = false
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role, such as the one of envs/registry; null for none."
  type        = string
  default     = null
}

variable "prefixes" {
  description = "What is copied: the prefix of its keys, \"\" for all there is, by the name that its metrics have as `RuleId`."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.prefixes) > 0
    error_message = "prefixes must name something that is copied: S3 takes no replication without a rule."
  }

  # The role reads every prefix, and S3 takes the rule of the highest priority.
  validation {
    condition = alltrue(flatten([for name, prefix in var.prefixes : [
      for other, longer in var.prefixes : name == other || !startswith(longer, prefix)
    ]]))
    error_message = "prefixes must not begin one another: what two rules copy is counted by the metrics of one."
  }
}
