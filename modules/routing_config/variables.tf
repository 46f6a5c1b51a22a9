variable "defaults" {
  description = <<-EOT
    What holds for every traffic class that says nothing else; what is left out has the routing function's own value.

    `batch_threshold`: more instances than this in one request go to a batch window: 1,000.
    `batch_threshold_bytes`: more bytes than this do: 5,242,880 (5 MiB).
    `fallback`: whether another path is tried when the chosen one fails: true.
  EOT
  type = object({
    batch_threshold       = optional(number)
    batch_threshold_bytes = optional(number)
    fallback              = optional(bool)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.defaults.batch_threshold == null ? true : var.defaults.batch_threshold >= 0 && floor(var.defaults.batch_threshold) == var.defaults.batch_threshold
    error_message = "defaults.batch_threshold must be a whole number of instances, 0 or more; 0 sends every request to a batch window."
  }

  validation {
    condition     = var.defaults.batch_threshold_bytes == null ? true : var.defaults.batch_threshold_bytes >= 1 && var.defaults.batch_threshold_bytes <= 6291456 && floor(var.defaults.batch_threshold_bytes) == var.defaults.batch_threshold_bytes
    error_message = "defaults.batch_threshold_bytes must be a whole number of bytes from 1 to 6291456: an endpoint takes 6 MB at most, so what is larger must go to a batch window."
  }
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the table. Switch it off, and apply, before a destroy."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "Key that encrypts the table."
  type        = string
  nullable    = false
}

variable "name" {
  description = "Name of the table, for example \"inferway-staging-routing-config\"."
  type        = string
  nullable    = false
}

variable "replicas" {
  description = "Other Regions that hold the table, by name, as in global_table."
  type = map(object({
    alarm_topic_arns = set(string)
    consistency      = optional(string, "eventual")
    latency_seconds  = optional(number, 60)
  }))
  default  = {}
  nullable = false
}

variable "traffic_classes" {
  description = <<-EOT
    Traffic classes, by name: those of the product, to change them, and others beside them. A request names its class.

    `preferred`: the path that is taken where nothing speaks against it: provisioned, serverless or batch. The product's own classes (standard, provisioned_preferred, serverless_preferred, batch_preferred) have one.
    `batch_threshold`, `batch_threshold_bytes`, `fallback`: as in `defaults`, for this class.
  EOT
  type = map(object({
    batch_threshold       = optional(number)
    batch_threshold_bytes = optional(number)
    fallback              = optional(bool)
    preferred             = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for class in keys(var.traffic_classes) : can(regex("^[a-z][a-z0-9_-]{0,63}$", class))])
    error_message = "The name of a traffic class must be 1 to 64 lower-case letters, digits, underscores or hyphens, starting with a letter."
  }

  validation {
    condition     = alltrue([for rule in values(var.traffic_classes) : contains(["batch", "provisioned", "serverless"], rule.preferred) if rule.preferred != null])
    error_message = "preferred must be provisioned, serverless or batch in every traffic class."
  }

  validation {
    condition = alltrue([
      for class, rule in var.traffic_classes :
      rule.preferred != null || contains(["batch_preferred", "provisioned_preferred", "serverless_preferred", "standard"], class)
    ])
    error_message = "A traffic class of one's own must name its preferred path: provisioned, serverless or batch."
  }

  validation {
    condition = alltrue([
      for n in values(var.traffic_classes)[*].batch_threshold : n >= 0 && floor(n) == n if n != null
    ])
    error_message = "batch_threshold must be a whole number of instances, 0 or more, in every traffic class."
  }

  validation {
    condition = alltrue([
      for n in values(var.traffic_classes)[*].batch_threshold_bytes : n >= 1 && n <= 6291456 && floor(n) == n if n != null
    ])
    error_message = "batch_threshold_bytes must be a whole number of bytes from 1 to 6291456 in every traffic class: an endpoint takes 6 MB at most."
  }
}
