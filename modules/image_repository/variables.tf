variable "kms_key_arn" {
  description = "Customer-managed key, in the repository's Region, that encrypts the images; null for AWS's own key for ECR. It cannot be changed later: a change replaces the repository."
  type        = string
  default     = null
}

variable "name" {
  description = "Name of the repository, for example \"inferway/prediction\"."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*$", var.name)) && length(var.name) >= 2 && length(var.name) <= 256
    error_message = "name must be 2 to 256 lower-case letters and digits, in parts that are joined by single \"/\", \".\", \"_\" or \"-\"."
  }
}

variable "replication" {
  description = <<-EOT
    Other Regions that receive what is pushed from now on; null for none. Repository policies are not replicated: use this module in each of these Regions too, without `replication`.
    ECR has one such setting an account and Region, so give it to one repository, with a prefix that all share.

    `regions`: Region names.
    `prefix`: start of the names of the repositories to replicate; by default the name of this one.
  EOT
  type = object({
    regions = set(string)
    prefix  = optional(string)
  })
  default = null

  validation {
    condition     = try(length(var.replication.regions) > 0, true)
    error_message = "replication.regions must name at least one Region; for none leave replication out."
  }

  validation {
    condition     = try(startswith(var.name, var.replication.prefix), true)
    error_message = "replication.prefix must be a start of name, or this repository would not be replicated."
  }
}

variable "untagged_days" {
  description = "Days after which an image without a tag expires. Images with a tag never do."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.untagged_days >= 1 && floor(var.untagged_days) == var.untagged_days
    error_message = "untagged_days must be a whole number of days, 1 or more."
  }
}
