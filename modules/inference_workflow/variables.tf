variable "alarm_topic_arns" {
  description = "SNS topics that hear of trouble: dead letters, failed executions, windows that are late, failing functions."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.alarm_topic_arns) > 0
    error_message = "alarm_topic_arns must name at least one topic: an alarm that tells nobody is none."
  }
}

variable "batch" {
  description = <<-EOT
    Batch windows: what waits is answered by one transform job a window.

    `instances`: `type` and `count` of a job; a job takes minutes to begin, and each is billed while it runs.
    `max_concurrent_transforms`, `max_payload_mb`: requests at once to a container, and MB of one; one inference may take 6 MB.
    `max_records`: inferences of one window at most; the rest waits for the next.
    `sweep_minutes`: how often unattended inferences are looked for; a divisor of 60 up to 15.
    `trigger_messages`: so many that wait begin a window before its time.
    `window_minutes`: length of a window, a divisor of 60; windows begin on the hour.
    `window_timeout_seconds`: how long the function may take that makes a window's job.
  EOT
  type = object({
    instances = optional(object({
      count = optional(number, 1)
      type  = optional(string, "ml.m5.large")
    }), {})
    max_concurrent_transforms = optional(number, 4)
    max_payload_mb            = optional(number, 10)
    max_records               = optional(number, 5000)
    sweep_minutes             = optional(number, 1)
    trigger_messages          = optional(number, 1000)
    window_minutes            = optional(number, 5)
    window_timeout_seconds    = optional(number, 120)
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^ml\\.[a-z0-9]+\\.[a-z0-9]+$", var.batch.instances.type))
    error_message = "batch.instances.type must be an instance type of SageMaker, such as ml.m5.large."
  }

  validation {
    condition     = var.batch.instances.count >= 1 && floor(var.batch.instances.count) == var.batch.instances.count
    error_message = "batch.instances.count must be a whole number, 1 or more."
  }

  validation {
    condition     = alltrue([for n in [var.batch.max_concurrent_transforms, var.batch.max_payload_mb] : n >= 1 && floor(n) == n])
    error_message = "batch.max_concurrent_transforms and batch.max_payload_mb must be whole numbers, 1 or more."
  }

  validation {
    condition     = var.batch.max_payload_mb >= 6
    error_message = "batch.max_payload_mb must be 6 or more: an inference of that size was accepted, and one that does not fit fails its whole window."
  }

  validation {
    condition     = var.batch.max_concurrent_transforms * var.batch.max_payload_mb <= 100
    error_message = "batch.max_concurrent_transforms times batch.max_payload_mb must be 100 at most: SageMaker refuses the job otherwise."
  }

  validation {
    condition     = var.batch.max_records >= 1 && var.batch.max_records <= 100000 && floor(var.batch.max_records) == var.batch.max_records
    error_message = "batch.max_records must be a whole number from 1 to 100000: SQS hands out no more messages than 120,000 before some are deleted."
  }

  validation {
    condition     = contains([1, 2, 3, 4, 5, 6, 10, 12, 15], var.batch.sweep_minutes)
    error_message = "batch.sweep_minutes must be 1, 2, 3, 4, 5, 6, 10, 12 or 15: it divides an hour, and a sweep ends before the next begins."
  }

  validation {
    condition     = var.batch.trigger_messages >= 1 && floor(var.batch.trigger_messages) == var.batch.trigger_messages
    error_message = "batch.trigger_messages must be a whole number of messages, 1 or more."
  }

  validation {
    condition     = contains([1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60], var.batch.window_minutes)
    error_message = "batch.window_minutes must divide an hour: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60."
  }

  validation {
    condition     = var.batch.window_timeout_seconds >= 30 && var.batch.window_timeout_seconds <= 900 && floor(var.batch.window_timeout_seconds) == var.batch.window_timeout_seconds
    error_message = "batch.window_timeout_seconds must be a whole number from 30 to 900."
  }

  validation {
    condition     = var.batch.window_timeout_seconds <= 60 * var.batch.window_minutes
    error_message = "batch.window_timeout_seconds must not be more than a window is long (60 x batch.window_minutes): the next one would begin while the function still fills this one."
  }
}

variable "batch_image" {
  description = "The image of lambdas/batch: `repository_url` of a private repository in this Region, `digest`, and optionally `architecture`. See modules/image_function."
  type = object({
    architecture   = optional(string)
    digest         = string
    repository_url = string
  })
  nullable = false
}

variable "force_destroy" {
  description = "Whether destroying the bucket takes payloads and results with it. Without it AWS refuses while there is one."
  type        = bool
  default     = false
  nullable    = false
}

variable "kms_key_arn" {
  description = "Key that encrypts the bucket, queues, logs, schedules, and what transform jobs write. Its policy must let CloudWatch Logs and EventBridge use it."
  type        = string
  nullable    = false
}

variable "log_level" {
  description = "DEBUG, INFO, WARNING or ERROR."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["DEBUG", "ERROR", "INFO", "WARNING"], var.log_level)
    error_message = "log_level must be DEBUG, INFO, WARNING or ERROR."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept: a number that CloudWatch Logs knows, such as 30, 90 or 365."
  type        = number
  default     = 365
  nullable    = false
}

variable "memory_mb" {
  description = "Memory of each function in MB. A window's payloads and results are held in it while they are written or read."
  type        = number
  default     = 1769
  nullable    = false
}

variable "model_store" {
  description = "Where the model is: outputs of modules/model_store."
  type = object({
    bucket_arn  = string
    bucket_name = string
    kms_key_arn = string
    pointer_key = string
  })
  nullable = false
}

variable "name" {
  description = "Name of the state machine and start of what belongs to it, for example \"inferway-staging-inferences\"."
  type        = string
  nullable    = false

  # The bucket's name adds an account of 12 digits, a Region of up to 14
  # characters and two hyphens; S3 allows 63.
  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9]){2,34}$", var.name)) && length(var.name) <= 35
    error_message = "name must be 3 to 35 lower-case letters, digits and single hyphens, starting with a letter and not ending with a hyphen: a bucket and transform jobs are named by it."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of every role that is made here, such as the one of envs/registry; null for none."
  type        = string
  default     = null
}

variable "prediction_image" {
  description = "The image of lambdas/prediction, which transform jobs run: `repository_url` of a private repository in this Region and `digest`."
  type = object({
    architecture   = optional(string)
    digest         = string
    repository_url = string
  })
  nullable = false

  validation {
    condition     = coalesce(var.prediction_image.architecture, "x86_64") == "x86_64"
    error_message = "prediction_image.architecture must be x86_64: transform jobs run on no other."
  }
}

variable "records_table" {
  description = "The table of records: its `name` and `arn`, the ARN of its index of unfinished records (`index_arn`), and the key that encrypts it (`kms_key_arn`)."
  type = object({
    arn         = string
    index_arn   = string
    kms_key_arn = string
    name        = string
  })
  nullable = false
}

variable "replication" {
  description = <<-EOT
    The bucket of another Region that gets long payloads and results from now on, and whose own come here: its module's `replication` leads back; null for none.

    `alarm_topic_arns`: SNS topics, in this Region, that hear of what could not be copied, and of what comes late.
    `bucket_arn`: of the other bucket: `bucket.arn` of its outputs.
    `kms_key_arn`: that encrypts the copies: the other module's `kms_key_arn`.
  EOT
  type = object({
    alarm_topic_arns = set(string)
    bucket_arn       = string
    kms_key_arn      = string
  })
  default = null

  validation {
    condition     = try(length(var.replication.alarm_topic_arns) > 0, true)
    error_message = "replication.alarm_topic_arns must name at least one topic: a payload that is missing in the other Region is found out in a disaster."
  }
}

variable "routing_image" {
  description = "The image of lambdas/routing: `repository_url` of a private repository in this Region, `digest`, and optionally `architecture`. See modules/image_function."
  type = object({
    architecture   = optional(string)
    digest         = string
    repository_url = string
  })
  nullable = false
}

variable "targets" {
  description = <<-EOT
    Endpoints that are tried: `provisioned`, `serverless`, both or none; without any, every inference waits for a batch window.

    `endpoint_name`, `endpoint_arn`: of the endpoint.
    `component_name`, `component_arn`: of its inference component, where it has one.
  EOT
  type = object({
    provisioned = optional(object({
      component_arn  = optional(string)
      component_name = optional(string)
      endpoint_arn   = string
      endpoint_name  = string
    }))
    serverless = optional(object({
      endpoint_arn  = string
      endpoint_name = string
    }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = try((var.targets.provisioned.component_name == null) == (var.targets.provisioned.component_arn == null), true)
    error_message = "targets.provisioned names an inference component by component_name and component_arn, or by neither."
  }
}

variable "tracing" {
  description = "Whether X-Ray follows executions and calls."
  type        = bool
  default     = false
  nullable    = false
}
