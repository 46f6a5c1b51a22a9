variable "alarm_topic_arns" {
  description = "SNS topics that hear of errors and of slow answers. Nobody is told that it sleeps or wakes."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.alarm_topic_arns) > 0
    error_message = "alarm_topic_arns must name at least one topic: an alarm that tells nobody is none."
  }
}

variable "alarms" {
  description = <<-EOT
    When alarms ring.

    `errors_per_minute`: more answers with a status of 5xx than this.
    `latency_ms`: one request in a hundred takes longer in the container, three minutes in a row.
  EOT
  type = object({
    errors_per_minute = optional(number, 0)
    latency_ms        = optional(number, 2000)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.alarms.errors_per_minute >= 0 && floor(var.alarms.errors_per_minute) == var.alarms.errors_per_minute
    error_message = "alarms.errors_per_minute must be a whole number, 0 or more."
  }

  validation {
    condition     = var.alarms.latency_ms > 0 && var.alarms.latency_ms <= 60000
    error_message = "alarms.latency_ms must be more than 0 and at most 60000: SageMaker ends a request after 60 s."
  }
}

variable "auto_stop" {
  description = <<-EOT
    What modules/auto_stop is told of the endpoint, by its tags.

    `health_checks_per_hour`: requests of health checks and the like, which are no use of it.
    `protected`: whether its copies are never taken away.
  EOT
  type = object({
    health_checks_per_hour = optional(number, 0)
    protected              = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.auto_stop.health_checks_per_hour >= 0 && floor(var.auto_stop.health_checks_per_hour) == var.auto_stop.health_checks_per_hour
    error_message = "auto_stop.health_checks_per_hour must be a whole number, 0 or more."
  }
}

variable "copies" {
  description = <<-EOT
    Copies of the container, which are what scales; SageMaker finds instances for them.

    `min`, `max`: how many. With `min` 0 it sleeps without requests; it is created with one copy even so.
    `cpu_cores`, `memory_mb`: what each is given at least, on an instance that keeps a part of both for itself. A copy that fits on no instance fails to deploy.
    `invocations_per_minute`: of one copy, which their number follows. Measure what yours can do, and take two thirds.
  EOT
  type = object({
    cpu_cores              = optional(number, 1)
    invocations_per_minute = optional(number, 600)
    max                    = optional(number, 2)
    memory_mb              = optional(number, 1024)
    min                    = optional(number, 0)
  })
  default  = {}
  nullable = false

  validation {
    condition = (
      var.copies.min >= 0 && floor(var.copies.min) == var.copies.min
      && var.copies.max >= 1 && floor(var.copies.max) == var.copies.max
      && var.copies.min <= var.copies.max
    )
    error_message = "copies.min and copies.max must be whole numbers, max 1 or more and not less than min."
  }

  validation {
    condition     = var.copies.cpu_cores >= 0.25
    error_message = "copies.cpu_cores must be 0.25 or more: SageMaker gives no smaller part of a processor."
  }

  validation {
    condition     = var.copies.memory_mb >= 128 && floor(var.copies.memory_mb) == var.copies.memory_mb
    error_message = "copies.memory_mb must be a whole number, 128 or more."
  }

  validation {
    condition     = var.copies.invocations_per_minute > 0
    error_message = "copies.invocations_per_minute must be more than 0."
  }
}

variable "environment" {
  description = "Further variables of the container, such as LOG_LEVEL. Values have 1024 characters at most."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length([for name in keys(var.environment) : name if can(regex("^(AWS_|MODEL_|SAGEMAKER_|SM_)", name))]) == 0
    error_message = "environment must not hold variables that start with AWS_, MODEL_, SAGEMAKER_ or SM_: SageMaker and this module set them."
  }

  validation {
    condition     = alltrue([for name, value in var.environment : can(regex("^[a-zA-Z_][a-zA-Z0-9_]*$", name)) && length(name) <= 1024 && length(value) <= 1024])
    error_message = "environment must have names of letters, digits and underscores, and values of 1024 characters at most."
  }
}

variable "further_regions" {
  description = "Regions with inference components that scale to zero, beside those that the module knows. AWS adds some without a list of them."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "image" {
  description = <<-EOT
    What the endpoint runs, as `IMAGE serve`.

    `repository_url`: a private ECR repository in the endpoint's Region, `<account>.dkr.ecr.<region>.amazonaws.com/<name>`.
    `digest`: `sha256:` and 64 hexadecimal digits. A tag may move, and then deploys nothing and tells nothing.
    `architecture`: of the image, `x86_64` or `arm64`.
  EOT
  type = object({
    architecture   = optional(string, "x86_64")
    digest         = string
    repository_url = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[0-9]{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/[a-z0-9._/-]+$", var.image.repository_url))
    error_message = "image.repository_url must be a private ECR repository without a tag, <account>.dkr.ecr.<region>.amazonaws.com/<name>: SageMaker runs images from nowhere else."
  }

  validation {
    condition     = can(regex("^sha256:[0-9a-f]{64}$", var.image.digest))
    error_message = "image.digest must be \"sha256:\" and 64 hexadecimal digits, as `docker push` prints it."
  }

  validation {
    condition     = contains(["arm64", "x86_64"], var.image.architecture)
    error_message = "image.architecture must be x86_64 or arm64."
  }

  # Graviton has a "g" behind its generation, Grace a "-gb".
  validation {
    condition     = can(regex("^ml\\.[a-z]+[0-9]+(g|[a-z]*-gb)", var.instances.type)) == (var.image.architecture == "arm64")
    error_message = "image.architecture is ${var.image.architecture}, and ${var.instances.type} runs the other one: containers would not start. Build the image for it, or choose another instance type."
  }
}

variable "instances" {
  description = <<-EOT
    What copies run on; SageMaker adds and removes instances as copies need them.

    `type`: such as ml.m5.large. Another one makes another endpoint.
    `min`, `max`: how many. With `min` 0 nothing is billed while no copy is there.
    `startup_seconds`: for loading the image and the model, 60 to 3600.
  EOT
  type = object({
    max             = optional(number, 1)
    min             = optional(number, 0)
    startup_seconds = optional(number, 600)
    type            = string
  })
  nullable = false

  validation {
    condition     = can(regex("^ml\\.[a-z0-9-]+\\.[a-z0-9-]+$", var.instances.type))
    error_message = "instances.type must be an instance type of SageMaker, such as ml.m5.large."
  }

  validation {
    condition     = !can(regex("^ml\\.t[0-9]", var.instances.type))
    error_message = "instances.type must not be a burstable one: SageMaker does not scale ml.t2. Take ml.m5.large or larger."
  }

  validation {
    condition = (
      var.instances.min >= 0 && floor(var.instances.min) == var.instances.min
      && var.instances.max >= 1 && floor(var.instances.max) == var.instances.max
      && var.instances.min <= var.instances.max
    )
    error_message = "instances.min and instances.max must be whole numbers, max 1 or more and not less than min."
  }

  validation {
    condition     = var.instances.startup_seconds >= 60 && var.instances.startup_seconds <= 3600 && floor(var.instances.startup_seconds) == var.instances.startup_seconds
    error_message = "instances.startup_seconds must be a whole number from 60 to 3600."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts logs, and the volumes of instances; types with disks of their own encrypt these themselves. Its policy must let CloudWatch Logs use it, and whoever applies create grants."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that logs are kept: a number that CloudWatch Logs knows, such as 30, 90 or 365."
  type        = number
  default     = 365
  nullable    = false
}

variable "model" {
  description = <<-EOT
    Which model is served.

    `pinned`: this version, and no other until it is changed here. Without it the endpoint follows the live pointer.
    `refresh_seconds`: it looks at the live pointer at most this often.
  EOT
  type = object({
    pinned = optional(object({
      name    = string
      version = string
    }))
    refresh_seconds = optional(number, 60)
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9._-]{0,62}$", try(coalesce(var.model.pinned.name), "none")))
    error_message = "model.pinned.name must be a model's name: lower-case letters, digits, \".\", \"_\" and \"-\", 63 at most."
  }

  validation {
    condition     = can(regex("^[0-9a-f]{16}$", try(coalesce(var.model.pinned.version), "0123456789abcdef")))
    error_message = "model.pinned.version must be 16 hexadecimal digits, as `inferway versions` lists them."
  }

  validation {
    condition     = var.model.refresh_seconds >= 1 && floor(var.model.refresh_seconds) == var.model.refresh_seconds
    error_message = "model.refresh_seconds must be a whole number of seconds, 1 or more."
  }
}

variable "model_store" {
  description = "Where models are: outputs `bucket_arn`, `bucket_name`, `kms_key_arn` and `pointer_key` of modules/model_store."
  type = object({
    bucket_arn  = string
    bucket_name = string
    kms_key_arn = string
    pointer_key = string
  })
  nullable = false
}

variable "name" {
  description = "Start of every name, for example \"inferway-staging\". Kind and instance type are added: inferway-staging-zero-ml-m5-large."
  type        = string
  nullable    = false

  # Kind and the longest instance type add 28 characters; SageMaker allows 63.
  validation {
    condition     = can(regex("^[a-zA-Z]([a-zA-Z0-9-]{0,33}[a-zA-Z0-9])?$", var.name))
    error_message = "name must be 1 to 35 letters, digits or hyphens, begin with a letter and not end with a hyphen: SageMaker allows 63 with the kind and the instance type."
  }
}

variable "network_isolation" {
  description = "Whether the container can call nobody, AWS included. Then it cannot follow the live pointer: pin a version."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.network_isolation || var.model.pinned != null
    error_message = "network_isolation needs a pinned model: an isolated container cannot reach the live pointer. Set model = { pinned = { name = ..., version = ... } }."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of every role that is made here, such as the one of envs/registry; null for none."
  type        = string
  default     = null
}

variable "routing_strategy" {
  description = "How requests find a copy: LEAST_OUTSTANDING_REQUESTS, or RANDOM."
  type        = string
  default     = "LEAST_OUTSTANDING_REQUESTS"
  nullable    = false

  validation {
    condition     = contains(["LEAST_OUTSTANDING_REQUESTS", "RANDOM"], var.routing_strategy)
    error_message = "routing_strategy must be LEAST_OUTSTANDING_REQUESTS or RANDOM."
  }
}

variable "scaling" {
  description = <<-EOT
    How long capacity rests before it changes again.

    `scale_in_seconds`: after a change, before there is less.
    `scale_out_seconds`: after a change, before there is more.
    `wake_seconds`: after the first copy was asked for, before a second one is, for as long as requests find none. Waking was seen to take 9 minutes.
  EOT
  type = object({
    scale_in_seconds  = optional(number, 300)
    scale_out_seconds = optional(number, 60)
    wake_seconds      = optional(number, 600)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for seconds in values(var.scaling) : seconds >= 0 && seconds <= 3600 && floor(seconds) == seconds])
    error_message = "scaling.scale_in_seconds, scaling.scale_out_seconds and scaling.wake_seconds must be whole numbers from 0 to 3600."
  }
}

variable "vpc" {
  description = "Subnets and security groups that containers are in. To follow the live pointer they need a way to S3, and always one to ECR and CloudWatch Logs; null for SageMaker's own network."
  type = object({
    security_group_ids = set(string)
    subnet_ids         = set(string)
  })
  default = null

  validation {
    condition     = try(length(var.vpc.subnet_ids) > 0 && length(var.vpc.security_group_ids) > 0, var.vpc == null)
    error_message = "vpc must name at least one subnet and one security group."
  }
}
