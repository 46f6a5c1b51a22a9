variable "alarm_topic_arns" {
  description = "SNS topics that hear of errors, throttled calls, calls close to the time-out, and failed events."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.alarm_topic_arns) > 0
    error_message = "alarm_topic_arns must name at least one topic: an alarm that tells nobody is none."
  }
}

variable "concurrency" {
  description = <<-EOT
    How many calls are worked on at once.

    `reserved`: at most so many, and so many are kept free for this function; 0 stops it. Without it the function shares what the account has.
    `provisioned`: so many environments are kept warm, and billed by the hour. Without it there are none, or as many as modules/scheduled_scaling wants.
  EOT
  type = object({
    provisioned = optional(number)
    reserved    = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for n in [var.concurrency.reserved] : n >= 0 && floor(n) == n if n != null])
    error_message = "concurrency.reserved must be a whole number, 0 or more; to reserve nothing leave it out."
  }

  validation {
    condition     = alltrue([for n in [var.concurrency.provisioned] : n >= 1 && floor(n) == n if n != null])
    error_message = "concurrency.provisioned must be a whole number, 1 or more; for none leave it out."
  }

  validation {
    condition     = try(var.concurrency.provisioned <= var.concurrency.reserved, true)
    error_message = "concurrency.provisioned must not be more than concurrency.reserved: AWS refuses to keep more warm than may run."
  }
}

variable "description" {
  description = "What the function does, in a sentence."
  type        = string
  nullable    = false
}

variable "environment" {
  description = "Environment variables of the function."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "image" {
  description = <<-EOT
    What the function runs.

    `repository_url`: a private ECR repository in the function's Region, `<account>.dkr.ecr.<region>.amazonaws.com/<name>`.
    `digest`: `sha256:` and 64 hexadecimal digits. A tag may move, and then deploys nothing and tells nothing.
    `architecture`: of the image, `x86_64` or `arm64`.
    `command`: what it runs in place of its own CMD, such as ["package.module.handler"]: one image may hold several functions.
  EOT
  type = object({
    architecture   = optional(string, "x86_64")
    command        = optional(list(string))
    digest         = string
    repository_url = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[0-9]{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/[a-z0-9._/-]+$", var.image.repository_url))
    error_message = "image.repository_url must be a private ECR repository without a tag, <account>.dkr.ecr.<region>.amazonaws.com/<name>: Lambda runs images from nowhere else."
  }

  validation {
    condition     = can(regex("^sha256:[0-9a-f]{64}$", var.image.digest))
    error_message = "image.digest must be \"sha256:\" and 64 hexadecimal digits, as `docker push` prints it."
  }

  validation {
    condition     = contains(["arm64", "x86_64"], var.image.architecture)
    error_message = "image.architecture must be x86_64 or arm64."
  }

  # AWS takes an empty one, and runs the image's own.
  validation {
    condition     = var.image.command == null ? true : length(var.image.command) > 0 && !contains(var.image.command, "")
    error_message = "image.command must hold at least one word, and no empty ones; for the image's own leave it out."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts environment variables, logs and failed events. Its policy must let CloudWatch Logs use it."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that logs are kept: a number that CloudWatch Logs knows, such as 30, 90 or 365."
  type        = number
  default     = 365
  nullable    = false
}

variable "memory_mb" {
  description = "Memory in MB. It buys processor time too: 1,769 MB is one vCPU, and at 256 MB an import takes seconds."
  type        = number
  default     = 1769
  nullable    = false

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 10240 && floor(var.memory_mb) == var.memory_mb
    error_message = "memory_mb must be a whole number from 128 to 10240."
  }
}

variable "name" {
  description = "Name of the function and start of what belongs to it, for example \"inferway-staging-prediction\"."
  type        = string
  nullable    = false

  # As Lambda has it; the role's name is cut where it must be.
  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,64}$", var.name))
    error_message = "name must be 1 to 64 letters, digits, hyphens or underscores."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of every role that is made here, such as the one of envs/registry; null for none."
  type        = string
  default     = null
}

variable "policy_json" {
  description = "IAM policy document with what the function's own code does. Writing its logs, traces and failed events is added to it."
  type        = string
  nullable    = false
}

variable "timeout_seconds" {
  description = "Seconds after which a call is ended."
  type        = number
  default     = 28
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 900 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "timeout_seconds must be a whole number from 1 to 900."
  }
}

variable "tracing" {
  description = "Whether X-Ray follows calls."
  type        = bool
  default     = false
  nullable    = false
}
