variable "alarm_topic_arns" {
  description = "SNS topics that hear of errors and of slow answers."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.alarm_topic_arns) > 0
    error_message = "alarm_topic_arns must name at least one topic: an alarm that tells nobody is none."
  }
}

variable "alarms" {
  description = <<-EOT
    When alarms ring. A deployment during which one rings is rolled back.

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

variable "async" {
  description = <<-EOT
    Where requests and answers lie, for kind "async" only. Requests of up to 1 GB wait in a queue for up to 6 hours.

    `input_s3_uri`: `s3://` folder that callers put requests into; the endpoint may read no other.
    `output_s3_uri`: folder of the answers.
    `failure_s3_uri`: folder of what failed; `failures` in that of the answers without it.
    `kms_key_arn`: key of these objects.
    `max_concurrent_per_instance`: requests at once, 1 to 1000.
    `notify`: SNS topics that are told of each answer and each failure, and the key of these topics.
  EOT
  type = object({
    failure_s3_uri              = optional(string)
    input_s3_uri                = string
    kms_key_arn                 = string
    max_concurrent_per_instance = optional(number, 4)
    notify = optional(object({
      error_topic_arn   = optional(string)
      kms_key_arn       = string
      success_topic_arn = optional(string)
    }))
    output_s3_uri = string
  })
  default = null

  validation {
    condition     = (var.kind == "async") == (var.async != null)
    error_message = "async must be given for kind \"async\", and for no other: it says where requests and answers lie."
  }

  validation {
    condition = var.async == null || alltrue([
      for uri in [try(var.async.input_s3_uri, ""), try(var.async.output_s3_uri, ""), try(coalesce(var.async.failure_s3_uri, "s3://none/none"), "")] :
      can(regex("^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/.+$", uri)) && length(uri) <= 512
    ])
    error_message = "The S3 URIs of async must be folders, s3://BUCKET/FOLDER, of 512 characters at most: the endpoint's role is allowed these folders alone."
  }

  validation {
    condition = (
      try(var.async.max_concurrent_per_instance, 1) >= 1
      && try(var.async.max_concurrent_per_instance, 1) <= 1000
      && floor(try(var.async.max_concurrent_per_instance, 1)) == try(var.async.max_concurrent_per_instance, 1)
    )
    error_message = "async.max_concurrent_per_instance must be a whole number from 1 to 1000."
  }

  validation {
    condition     = try(var.async.notify, null) == null || length(compact([try(var.async.notify.error_topic_arn, ""), try(var.async.notify.success_topic_arn, "")])) > 0
    error_message = "async.notify must name error_topic_arn, success_topic_arn or both; to tell nobody leave it out."
  }
}

variable "auto_stop" {
  description = <<-EOT
    What modules/auto_stop is told of the endpoint, by its tags.

    `health_checks_per_hour`: requests of health checks and the like, which are no use of it.
    `protected`: whether it is never stopped, marked or reduced.
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

variable "check_update" {
  description = "Whether an update that SageMaker rolled back fails the apply in this module. A caller with several endpoints, whose outputs would then not be written, sets false and compares `endpoint_config_name` with `serving_config_name` itself: see modules/regional_stack."
  type        = bool
  default     = true
  nullable    = false
}

variable "data_capture" {
  description = <<-EOT
    Keeps requests and answers in S3, for kind "provisioned" only. They hold whatever callers send.

    `destination_s3_uri`: `s3://` folder.
    `kms_key_arn`: key of these objects.
    `sampling_percent`: share of the requests, 1 to 100.
  EOT
  type = object({
    destination_s3_uri = string
    kms_key_arn        = string
    sampling_percent   = optional(number, 100)
  })
  default = null

  validation {
    condition     = var.data_capture == null || var.kind == "provisioned"
    error_message = "data_capture must be left out for kind \"${var.kind}\": SageMaker captures what real-time endpoints with instances are sent, and nothing else."
  }

  validation {
    condition     = can(regex("^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/.+$", try(coalesce(var.data_capture.destination_s3_uri), "s3://none/none")))
    error_message = "data_capture.destination_s3_uri must be a folder, s3://BUCKET/FOLDER: the endpoint's role is allowed this folder alone."
  }

  validation {
    condition     = try(var.data_capture.sampling_percent >= 1 && var.data_capture.sampling_percent <= 100 && floor(var.data_capture.sampling_percent) == var.data_capture.sampling_percent, var.data_capture == null)
    error_message = "data_capture.sampling_percent must be a whole number from 1 to 100; to capture nothing leave data_capture out."
  }
}

variable "deployment" {
  description = <<-EOT
    How an update reaches an endpoint with instances. Nothing is cut off; while an alarm rings it goes back to what was served. Without it everything is shifted at once and watched for 5 minutes.

    `strategy`: `all_at_once`, `canary` (a part, then the rest), `linear` (part by part), each beside a full set of old instances; or `rolling` (part by part, with few instances more than there are).
    `step_percent`: of the instances at a time: canary 5 to 50, linear 10 to 50, rolling 5 to 50.
    `wait_seconds`: between the parts, up to 3600.
    `bake_seconds`: for which old instances stay when all is shifted, up to 3600. A rolling one has none.
    `timeout_seconds`: after which it is rolled back, 600 to 14400.
  EOT
  type = object({
    bake_seconds    = optional(number, 300)
    step_percent    = optional(number)
    strategy        = optional(string, "all_at_once")
    timeout_seconds = optional(number, 3600)
    wait_seconds    = optional(number, 300)
  })
  default = null

  validation {
    condition     = var.deployment == null || var.kind != "serverless"
    error_message = "deployment must be left out for kind \"serverless\": SageMaker shifts a serverless endpoint all at once, and watches no alarm. Staging tells."
  }

  validation {
    condition     = contains(["all_at_once", "canary", "linear", "rolling"], try(coalesce(var.deployment.strategy), "all_at_once"))
    error_message = "deployment.strategy must be all_at_once, canary, linear or rolling."
  }

  validation {
    condition = var.deployment == null ? true : {
      all_at_once = var.deployment.step_percent == null
      canary      = try(var.deployment.step_percent >= 5 && var.deployment.step_percent <= 50, false)
      linear      = try(var.deployment.step_percent >= 10 && var.deployment.step_percent <= 50, false)
      rolling     = try(var.deployment.step_percent >= 5 && var.deployment.step_percent <= 50, false)
    }[contains(["all_at_once", "canary", "linear", "rolling"], var.deployment.strategy) ? var.deployment.strategy : "all_at_once"]
    error_message = "deployment.step_percent must be 5 to 50 for canary and rolling, 10 to 50 for linear, and left out for all_at_once."
  }

  validation {
    condition     = try(var.deployment.strategy, "all_at_once") == "all_at_once" || try(coalesce(var.instances.initial, var.instances.min) >= 2, false)
    error_message = "deployment.strategy must be all_at_once for one instance, which has no parts: start from 2 (instances.min or instances.initial), or leave it out."
  }

  validation {
    condition = var.deployment == null ? true : alltrue([
      for seconds in [var.deployment.bake_seconds, var.deployment.wait_seconds] : seconds >= 0 && seconds <= 3600 && floor(seconds) == seconds
    ])
    error_message = "deployment.bake_seconds and deployment.wait_seconds must be whole numbers from 0 to 3600."
  }

  validation {
    condition = var.deployment == null ? true : (
      var.deployment.timeout_seconds >= 600
      && var.deployment.timeout_seconds <= 14400
      && floor(var.deployment.timeout_seconds) == var.deployment.timeout_seconds
      && var.deployment.timeout_seconds > var.deployment.bake_seconds + var.deployment.wait_seconds * ceil(var.deployment.strategy == "canary" ? 1 : try(100 / var.deployment.step_percent, 0))
    )
    error_message = "deployment.timeout_seconds must be a whole number from 600 to 14400, and more than all waiting takes: wait_seconds for each part, and bake_seconds."
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

variable "image" {
  description = <<-EOT
    What the endpoint runs, as `image serve`.

    `repository_url`: a private ECR repository in the endpoint's Region, `<account>.dkr.ecr.<region>.amazonaws.com/<name>`.
    `digest`: `sha256:` and 64 hexadecimal digits. A tag may move, and then deploys nothing and tells nothing.
    `architecture`: of the image, `x86_64` or `arm64`: must be that of the instances.
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

  validation {
    condition     = var.kind != "serverless" || var.image.architecture == "x86_64"
    error_message = "image.architecture must be x86_64 for kind \"serverless\": nothing else runs there."
  }

  # Graviton is a "g" after the generation: ml.c7g, ml.c6gd; and Grace "gb".
  validation {
    condition = try(
      can(regex("^ml\\.[a-z]+[0-9]+(g|[a-z]*-gb)", var.instances.type)) == (var.image.architecture == "arm64"),
      true,
    ) || var.instances == null
    error_message = "image.architecture is ${var.image.architecture}, and ${try(var.instances.type, "it")} runs the other one: containers would not start. Build the image for it, or choose another instance type."
  }
}

variable "instances" {
  description = <<-EOT
    What kinds "provisioned" and "async" run on.

    `type`: for example `ml.m5.large`. Another one makes another endpoint.
    `min`, `max`: between which their number is scaled. 0 only for "async".
    `initial`: number after each deployment, which resets it; as many as `min` without it, and one at least.
    `invocations_per_minute`: of one instance, which the number of instances follows; "provisioned" only. Measure what yours can do, and take two thirds.
    `backlog_per_instance`: requests that wait for one instance, which the number follows; "async" only.
    `startup_seconds`: for loading the image and the model, 60 to 3600.
  EOT
  type = object({
    backlog_per_instance   = optional(number, 5)
    initial                = optional(number)
    invocations_per_minute = optional(number, 600)
    max                    = optional(number, 2)
    min                    = optional(number, 1)
    startup_seconds        = optional(number, 600)
    type                   = string
  })
  default = null

  validation {
    condition     = (var.kind == "serverless") == (var.instances == null)
    error_message = "instances must be given for kinds \"provisioned\" and \"async\", and left out for \"serverless\", which has none."
  }

  validation {
    condition     = var.instances == null || can(regex("^ml\\.[a-z0-9-]+\\.[a-z0-9-]+$", try(var.instances.type, "")))
    error_message = "instances.type must be an instance type of SageMaker, such as ml.m5.large."
  }

  validation {
    condition     = var.kind != "provisioned" || try(var.instances.min >= 1, true)
    error_message = "instances.min must be 1 or more: SageMaker runs no real-time endpoint without an instance, although the scaling service takes the 0. To scale to zero use kind \"serverless\" or \"async\", or modules/scale_to_zero_endpoint."
  }

  validation {
    condition = try(
      var.instances.min >= 0 && floor(var.instances.min) == var.instances.min
      && var.instances.max >= 1 && floor(var.instances.max) == var.instances.max
      && var.instances.min <= var.instances.max,
      var.instances == null,
    )
    error_message = "instances.min and instances.max must be whole numbers, max 1 or more and not less than min."
  }

  validation {
    condition = try(var.instances.initial, null) == null ? true : (
      var.instances.initial >= max(1, var.instances.min)
      && var.instances.initial <= var.instances.max
      && floor(var.instances.initial) == var.instances.initial
    )
    error_message = "instances.initial must be a whole number from min (and 1) to max: each deployment sets it, and outside of the bounds it would be scaled at once."
  }

  validation {
    condition     = try(var.instances.invocations_per_minute > 0 && var.instances.backlog_per_instance > 0, var.instances == null)
    error_message = "instances.invocations_per_minute and instances.backlog_per_instance must be more than 0."
  }

  validation {
    condition     = try(var.instances.startup_seconds >= 60 && var.instances.startup_seconds <= 3600 && floor(var.instances.startup_seconds) == var.instances.startup_seconds, var.instances == null)
    error_message = "instances.startup_seconds must be a whole number from 60 to 3600."
  }
}

variable "kind" {
  description = <<-EOT
    How it runs; another one makes another endpoint.

    `provisioned`: instances that answer at once. Payload 6 MB, 60 s.
    `serverless`: nothing runs, and costs, without requests. Payload 4 MB, 60 s; cold starts; no VPC, network isolation, GPU or data capture.
    `async`: instances that work through requests in S3, down to none. Payload 1 GB, 1 hour.
  EOT
  type        = string
  nullable    = false

  validation {
    condition     = contains(["async", "provisioned", "serverless"], var.kind)
    error_message = "kind must be async, provisioned or serverless."
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
  description = "Start of every name, for example \"inferway-staging\". Kind and instance type are added: inferway-staging-serverless, inferway-staging-ml-m5-large, inferway-staging-async-ml-m5-large."
  type        = string
  nullable    = false

  # The longest instance type adds 28 characters; SageMaker allows 63.
  validation {
    condition     = can(regex("^[a-zA-Z0-9]([a-zA-Z0-9-]{0,33}[a-zA-Z0-9])?$", var.name))
    error_message = "name must be 1 to 35 letters, digits or hyphens, without a hyphen at either end: SageMaker allows 63 with the kind and the instance type."
  }
}

variable "network_isolation" {
  description = "Whether the container can call nobody, AWS included. Then it cannot follow the live pointer: pin a version."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.network_isolation || var.kind != "serverless"
    error_message = "network_isolation must be false for kind \"serverless\": SageMaker has no isolation there. Use kind \"provisioned\" or \"async\"."
  }

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

variable "scaling" {
  description = <<-EOT
    How long capacity rests before it changes again.

    `scale_in_seconds`: after a change, before there is less.
    `scale_out_seconds`: after a change, before there is more.
  EOT
  type = object({
    scale_in_seconds  = optional(number, 300)
    scale_out_seconds = optional(number, 60)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for seconds in values(var.scaling) : seconds >= 0 && seconds <= 3600 && floor(seconds) == seconds])
    error_message = "scaling.scale_in_seconds and scaling.scale_out_seconds must be whole numbers from 0 to 3600."
  }
}

variable "serverless" {
  description = <<-EOT
    What a serverless endpoint runs on, for that kind only; {} for all defaults.

    `memory_mb`: 1024, 2048, 3072, 4096, 5120 or 6144, of each environment. It buys processor time too.
    `max_concurrency`: requests at once, 1 to 200; more are throttled.
    `provisioned_concurrency`: between `min` and `max` environments are kept warm, and billed by the second; so many that `utilization` of them is in use.
  EOT
  type = object({
    max_concurrency = optional(number, 5)
    memory_mb       = optional(number, 2048)
    provisioned_concurrency = optional(object({
      max         = number
      min         = number
      utilization = optional(number, 0.7)
    }))
  })
  default = null

  validation {
    condition     = (var.kind == "serverless") == (var.serverless != null)
    error_message = "serverless must be given for kind \"serverless\" ({} for all defaults), and left out for the others."
  }

  validation {
    condition     = contains([1024, 2048, 3072, 4096, 5120, 6144], try(var.serverless.memory_mb, 1024))
    error_message = "serverless.memory_mb must be 1024, 2048, 3072, 4096, 5120 or 6144: SageMaker has no other sizes."
  }

  validation {
    condition = try(
      var.serverless.max_concurrency >= 1 && var.serverless.max_concurrency <= 200 && floor(var.serverless.max_concurrency) == var.serverless.max_concurrency,
      var.serverless == null,
    )
    error_message = "serverless.max_concurrency must be a whole number from 1 to 200."
  }

  validation {
    condition = try(var.serverless.provisioned_concurrency, null) == null ? true : (
      var.serverless.provisioned_concurrency.min >= 1
      && floor(var.serverless.provisioned_concurrency.min) == var.serverless.provisioned_concurrency.min
      && floor(var.serverless.provisioned_concurrency.max) == var.serverless.provisioned_concurrency.max
      && var.serverless.provisioned_concurrency.min <= var.serverless.provisioned_concurrency.max
      && var.serverless.provisioned_concurrency.max <= var.serverless.max_concurrency
    )
    error_message = "serverless.provisioned_concurrency must be whole numbers with 1 <= min <= max <= max_concurrency: SageMaker keeps no more warm than may run. For none leave it out."
  }

  validation {
    condition = try(var.serverless.provisioned_concurrency, null) == null ? true : (
      var.serverless.provisioned_concurrency.utilization >= 0.1 && var.serverless.provisioned_concurrency.utilization <= 0.9
    )
    error_message = "serverless.provisioned_concurrency.utilization must be from 0.1 to 0.9: the share that is in use."
  }
}

variable "stopped_endpoints" {
  description = "Names of endpoints that were stopped on purpose, as modules/auto_stop records them. Where the one of this module is among them, it and what scales it are not made, and all else stays for its start."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "vpc" {
  description = "Subnets and security groups that containers are in. To follow the live pointer they need a way to S3, and always one to ECR and CloudWatch Logs; null for SageMaker's own network."
  type = object({
    security_group_ids = set(string)
    subnet_ids         = set(string)
  })
  default = null

  validation {
    condition     = var.vpc == null || var.kind != "serverless"
    error_message = "vpc must be left out for kind \"serverless\": SageMaker runs it in a network of its own only. Use kind \"provisioned\" or \"async\"."
  }

  validation {
    condition     = try(length(var.vpc.subnet_ids) > 0 && length(var.vpc.security_group_ids) > 0, var.vpc == null)
    error_message = "vpc must name at least one subnet and one security group."
  }
}
