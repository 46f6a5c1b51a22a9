variable "alert_emails" {
  description = "Addresses that hear of alarms. Each must confirm the e-mail that AWS sends before it receives anything."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.alert_emails : can(regex("^[^@\\s]+@[^@\\s]+$", address))])
    error_message = "Each entry of alert_emails must be an e-mail address."
  }
}

variable "api_address" {
  description = "The Region's own address, which health checks and clients that were cut off use, where it is not API Gateway's: with {api_id}, {region} and {stage} in the place of each. Null for https://{api_id}.execute-api.{region}.amazonaws.com/{stage}."
  type        = string
  default     = null

  validation {
    condition     = var.api_address == null || can(regex("^https?://[^/?#]+(/[^?#]*[^/?#])?$", var.api_address))
    error_message = "api_address must be an address without a slash at its end, for example \"https://{region}.api.example.com\"."
  }

  # Both Regions are told the same, and must not answer for one another.
  validation {
    condition     = var.api_address == null || can(regex("\\{(api_id|region)\\}", var.api_address))
    error_message = "api_address must hold {region} or {api_id}: each Region has an address of its own."
  }
}

variable "auto_stop" {
  description = <<-EOT
    How endpoints that nobody uses are stopped; null for not at all. What is left out has the default of modules/auto_stop.

    `action`: `delete`, `reduce` (which deletes nothing) or `report`.
    `dry_run`: whether it only says what it would do; true until it is set to false.
    `covers`: `name_prefix` and `tags` of the endpoints it looks at, or `everything`; those of this environment.
    `mark_first`: whether an idle endpoint is marked first, and stopped a window later.
    `schedule`: when it looks: `expression`, `timezone`, `retries`, `retry_minutes`.
    `window_minutes`: without a request, after which an endpoint is idle.
    `log_level`: DEBUG, INFO, WARNING or ERROR.
  EOT
  type = object({
    action = optional(string)
    covers = optional(object({
      everything  = optional(bool)
      name_prefix = optional(string)
      tags        = optional(map(string))
    }))
    dry_run    = optional(bool)
    log_level  = optional(string)
    mark_first = optional(bool)
    schedule = optional(object({
      expression    = optional(string)
      retries       = optional(number)
      retry_minutes = optional(number)
      timezone      = optional(string)
    }))
    window_minutes = optional(number)
  })
  default = null

  validation {
    condition     = var.auto_stop == null || var.auto_stop_image != null
    error_message = "auto_stop needs auto_stop_image: the image of its function."
  }
}

variable "auto_stop_image" {
  description = "The image of lambdas/auto_stop: `repository_url` of a private repository in this Region, `digest`, and optionally `architecture`; for `auto_stop` only. See modules/image_function."
  type = object({
    architecture   = optional(string)
    digest         = string
    repository_url = string
  })
  default = null
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

variable "clients" {
  description = "Who may call the API, by name: what each may send, and optionally a key that was made elsewhere. See modules/rest_api."
  type = map(object({
    api_key             = optional(object({ copied = optional(bool), id = optional(string) }))
    burst               = optional(number)
    requests_per_day    = optional(number)
    requests_per_second = optional(number)
  }))
  nullable = false
}

variable "copies_to" {
  description = <<-EOT
    Where things go that another Region must have, too; nowhere by default.

    `documents`: `bucket_arn` and `kms_key_arn` of the other Region's long payloads and results.
    `models`: `bucket_arn` and `kms_key_arn` of the other Region's model store.
  EOT
  type = object({
    documents = optional(object({ bucket_arn = string, kms_key_arn = string }))
    models    = optional(object({ bucket_arn = string, kms_key_arn = string }))
  })
  default  = {}
  nullable = false
}

variable "custom_domain" {
  description = "A domain name for the API, and an ACM certificate for it in this Region; null for none."
  type = object({
    certificate_arn = string
    name            = string
  })
  default = null
}

variable "endpoints" {
  description = <<-EOT
    SageMaker endpoints of the same model and image, by name. What is left out has the default of modules/endpoint, and of modules/scale_to_zero_endpoint for that kind.

    `kind`: `provisioned`, `serverless`, `async` or `scale_to_zero`. Another kind, or another instance type, is another endpoint: it serves before the old one goes.
    `instances`: `type`, `min`, `max` and what their number follows; for every kind but serverless.
    `serverless`: `memory_mb`, `max_concurrency`, `provisioned_concurrency`; for that kind.
    `async`: where requests and answers lie; for that kind.
    `copies`: how many copies of the container run, and what each is given; for scale_to_zero.
    `model`: `pinned` to a version, or how often the live pointer is looked at: as often as the prediction function does.
    `business_hours`: windows with a `min` and `max` of their own, what holds `outside` of them, `timezone` and `holidays`: see modules/scheduled_scaling.
    `auto_stop`: whether it is `protected` from a stop, and how many `health_checks_per_hour` are no use of it.
    `alarms`, `data_capture`, `deployment`, `network_isolation`, `scaling`, `vpc`: see modules/endpoint.
  EOT
  type = map(object({
    alarms = optional(object({
      errors_per_minute = optional(number)
      latency_ms        = optional(number)
    }))
    async = optional(object({
      failure_s3_uri              = optional(string)
      input_s3_uri                = string
      kms_key_arn                 = string
      max_concurrent_per_instance = optional(number)
      notify = optional(object({
        error_topic_arn   = optional(string)
        kms_key_arn       = string
        success_topic_arn = optional(string)
      }))
      output_s3_uri = string
    }))
    auto_stop = optional(object({
      health_checks_per_hour = optional(number)
      protected              = optional(bool)
    }))
    business_hours = optional(object({
      holidays = optional(set(string))
      outside  = object({ min = number, max = number })
      timezone = optional(string)
      windows = map(object({
        days = optional(string)
        from = optional(string)
        to   = optional(string)
        min  = number
        max  = number
      }))
    }))
    copies = optional(object({
      cpu_cores              = optional(number)
      invocations_per_minute = optional(number)
      max                    = optional(number)
      memory_mb              = optional(number)
      min                    = optional(number)
    }))
    data_capture = optional(object({
      destination_s3_uri = string
      kms_key_arn        = string
      sampling_percent   = optional(number)
    }))
    deployment = optional(object({
      bake_seconds    = optional(number)
      step_percent    = optional(number)
      strategy        = optional(string)
      timeout_seconds = optional(number)
      wait_seconds    = optional(number)
    }))
    instances = optional(object({
      backlog_per_instance   = optional(number)
      initial                = optional(number)
      invocations_per_minute = optional(number)
      max                    = optional(number)
      min                    = optional(number)
      startup_seconds        = optional(number)
      type                   = string
    }))
    kind = string
    model = optional(object({
      pinned = optional(object({
        name    = string
        version = string
      }))
      refresh_seconds = optional(number)
    }), {})
    network_isolation = optional(bool)
    scaling = optional(object({
      scale_in_seconds  = optional(number)
      scale_out_seconds = optional(number)
      wake_seconds      = optional(number)
    }))
    serverless = optional(object({
      max_concurrency = optional(number)
      memory_mb       = optional(number)
      provisioned_concurrency = optional(object({
        max         = number
        min         = number
        utilization = optional(number)
      }))
    }))
    vpc = optional(object({
      security_group_ids = set(string)
      subnet_ids         = set(string)
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for endpoint in values(var.endpoints) : contains(["async", "provisioned", "scale_to_zero", "serverless"], endpoint.kind)])
    error_message = "The kind of an endpoint must be async, provisioned, scale_to_zero or serverless."
  }

  # What its module does not take would be dropped without a word.
  validation {
    condition = alltrue([
      for endpoint in values(var.endpoints) : (
        endpoint.kind == "scale_to_zero"
        ? endpoint.async == null && endpoint.data_capture == null && endpoint.deployment == null && endpoint.serverless == null && alltrue([
          for name in ["backlog_per_instance", "initial", "invocations_per_minute"] : try(endpoint.instances[name], null) == null
        ])
        : endpoint.copies == null && try(endpoint.scaling.wake_seconds, null) == null
      )
    ])
    error_message = "copies and scaling.wake_seconds are for kind \"scale_to_zero\" alone; async, data_capture, deployment, serverless, and backlog_per_instance, initial and invocations_per_minute of instances, for every other kind: there, copies.invocations_per_minute says when there is one more."
  }

  validation {
    condition     = alltrue([for key in keys(var.endpoints) : can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", key))])
    error_message = "The names of endpoints must be lower-case letters, digits and hyphens, without a hyphen at either end: they become part of AWS's names."
  }
}

variable "firewall" {
  description = "A regional web ACL in front of the API; null for none."
  type = object({
    web_acl_arn = string
  })
  default = null
}

variable "given_model_store" {
  description = "A model store of this Region that was made elsewhere, such as a copy of another Region's: outputs of modules/model_store. Null to make one."
  type = object({
    bucket_arn  = string
    bucket_name = string
    kms_key_arn = string
    pointer_key = string
  })
  default = null
}

variable "inference_tables" {
  description = <<-EOT
    Tables that outlive a Region, and so are made outside of this module.

    `config`: `name` and `index_arn` of modules/routing_config.
    `records`: `name`, `arn` and `index_arn` (of unfinished records).
    `kms_key_arn`: key of both, in this Region.
  EOT
  type = object({
    config = object({
      index_arn = string
      name      = string
    })
    kms_key_arn = string
    records = object({
      arn       = string
      index_arn = string
      name      = string
    })
  })
  nullable = false
}

variable "log_retention_days" {
  description = "Days that logs of every kind are kept: a number that CloudWatch Logs knows, such as 30, 90 or 365."
  type        = number
  default     = 365
  nullable    = false
}

variable "model_store" {
  description = <<-EOT
    How models are kept.

    `force_destroy`: whether a destroy takes every model with it.
    `replaced_versions`: when overwritten or deleted files go. See modules/model_store.
  EOT
  type = object({
    force_destroy = optional(bool)
    replaced_versions = optional(object({
      days = optional(number)
      keep = optional(number)
    }))
  })
  default  = {}
  nullable = false
}

variable "name_prefix" {
  description = "Start of every resource name, for example \"inferway-staging\"."
  type        = string
  nullable    = false
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of every role that is made here, such as the one of envs/registry; null for none."
  type        = string
  default     = null
}

variable "prediction" {
  description = <<-EOT
    How the prediction function runs. What is left out has the default of modules/image_function.

    `business_hours`: environments that are kept warm by the clock, in place of `concurrency.provisioned`: windows with `min` and `max`, and what holds `outside` of them; see modules/scheduled_scaling.
    `concurrency`: `reserved` and `provisioned` environments.
    `log_level`: DEBUG, INFO, WARNING or ERROR.
    `memory_mb`: of each environment; 1,769 MB is one vCPU.
    `model_refresh_seconds`: the function looks at the live pointer at most this often, in seconds.
    `timeout_seconds`: up to 29, which is how long the API waits.
  EOT
  type = object({
    business_hours = optional(object({
      holidays = optional(set(string))
      outside  = object({ min = number, max = number })
      timezone = optional(string)
      windows = map(object({
        days = optional(string)
        from = optional(string)
        to   = optional(string)
        min  = number
        max  = number
      }))
    }))
    concurrency = optional(object({
      provisioned = optional(number)
      reserved    = optional(number)
    }))
    log_level             = optional(string, "INFO")
    memory_mb             = optional(number)
    model_refresh_seconds = optional(number, 60)
    timeout_seconds       = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["DEBUG", "ERROR", "INFO", "WARNING"], var.prediction.log_level)
    error_message = "prediction.log_level must be DEBUG, INFO, WARNING or ERROR."
  }

  validation {
    condition     = var.prediction.model_refresh_seconds >= 1 && floor(var.prediction.model_refresh_seconds) == var.prediction.model_refresh_seconds
    error_message = "prediction.model_refresh_seconds must be a whole number of seconds, 1 or more."
  }
}

variable "prediction_image" {
  description = "The image of the prediction function: `repository_url` of a private repository in this Region, `digest`, and optionally `architecture`. See modules/image_function."
  type = object({
    architecture   = optional(string)
    digest         = string
    repository_url = string
  })
  nullable = false
}

variable "routing" {
  description = <<-EOT
    How inferences (POST /inferences) find their way.

    `provisioned_endpoint`, `serverless_endpoint`: which of `endpoints` each path takes, by name. Left out: the only one of a fitting kind (provisioned or scale_to_zero; serverless), or none. Where there are several, name one, or "none".
    `defaults`, `traffic_classes`: thresholds, fallback and classes; see modules/routing_config.
    `batch`: windows, their transform jobs, and sweeps; see modules/inference_workflow.
    `force_destroy`: whether a destroy takes records, payloads and results with it.
    `log_level`: DEBUG, INFO, WARNING or ERROR.
    `memory_mb`, `concurrency`: of the routing function.
  EOT
  type = object({
    batch = optional(object({
      instances = optional(object({
        count = optional(number)
        type  = optional(string)
      }))
      max_concurrent_transforms = optional(number)
      max_payload_mb            = optional(number)
      max_records               = optional(number)
      sweep_minutes             = optional(number)
      trigger_messages          = optional(number)
      window_minutes            = optional(number)
      window_timeout_seconds    = optional(number)
    }))
    concurrency = optional(object({
      provisioned = optional(number)
      reserved    = optional(number)
    }))
    defaults = optional(object({
      batch_threshold       = optional(number)
      batch_threshold_bytes = optional(number)
      fallback              = optional(bool)
    }))
    force_destroy        = optional(bool, false)
    log_level            = optional(string, "INFO")
    memory_mb            = optional(number)
    provisioned_endpoint = optional(string)
    serverless_endpoint  = optional(string)
    traffic_classes = optional(map(object({
      batch_threshold       = optional(number)
      batch_threshold_bytes = optional(number)
      fallback              = optional(bool)
      preferred             = optional(string)
    })))
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["DEBUG", "ERROR", "INFO", "WARNING"], var.routing.log_level)
    error_message = "routing.log_level must be DEBUG, INFO, WARNING or ERROR."
  }

  # A message names what there is to choose from.
  validation {
    condition = (
      var.routing.provisioned_endpoint == null
      ? length([for endpoint in values(var.endpoints) : endpoint if contains(["provisioned", "scale_to_zero"], endpoint.kind)]) <= 1
      : var.routing.provisioned_endpoint == "none" || contains(["provisioned", "scale_to_zero"], try(var.endpoints[var.routing.provisioned_endpoint].kind, "missing"))
    )
    error_message = "routing.provisioned_endpoint must name one of endpoints whose kind is provisioned or scale_to_zero, or be \"none\"; it may be left out only where there is one at most. There are: ${join(", ", [for key, endpoint in var.endpoints : key if contains(["provisioned", "scale_to_zero"], endpoint.kind)])}."
  }

  validation {
    condition = (
      var.routing.serverless_endpoint == null
      ? length([for endpoint in values(var.endpoints) : endpoint if endpoint.kind == "serverless"]) <= 1
      : var.routing.serverless_endpoint == "none" || try(var.endpoints[var.routing.serverless_endpoint].kind, "missing") == "serverless"
    )
    error_message = "routing.serverless_endpoint must name one of endpoints whose kind is serverless, or be \"none\"; it may be left out only where there is one at most. There are: ${join(", ", [for key, endpoint in var.endpoints : key if endpoint.kind == "serverless"])}."
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

variable "throttle" {
  description = "What the whole API takes: `burst` and `requests_per_second`. See modules/rest_api."
  type = object({
    burst               = optional(number)
    requests_per_second = optional(number)
  })
  default  = {}
  nullable = false
}

variable "tracing" {
  description = "Whether X-Ray follows requests."
  type        = bool
  default     = false
  nullable    = false
}
