variable "alert_emails" {
  description = "Addresses that hear of alarms. Each must confirm the e-mail that AWS sends before it receives anything."
  type        = set(string)
  default     = []
  nullable    = false
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

variable "api_address" {
  description = "The Regions' own addresses, which health checks and clients that were cut off use, where they are not API Gateway's: with {api_id}, {region} and {stage} in the place of each, for example \"https://{region}.api.example.com\". Null for https://{api_id}.execute-api.{region}.amazonaws.com/{stage}."
  type        = string
  default     = null
}

variable "backup" {
  description = "How the tables are backed up at `recovery_tier` 3: `schedule`, `retention`, `copy`, `lock`. What is left out has the default of modules/backup."
  type = object({
    copy = optional(object({
      cold_after_days   = optional(number)
      delete_after_days = optional(number)
    }), {})
    lock = optional(object({
      changeable_for_days = optional(number)
      max_retention_days  = optional(number)
      min_retention_days  = optional(number)
    }))
    retention = optional(object({
      cold_after_days   = optional(number)
      delete_after_days = optional(number)
    }), {})
    schedule = optional(object({
      complete_within_minutes = optional(number)
      cron                    = optional(string)
      overdue_hours           = optional(number)
      start_within_minutes    = optional(number)
      time_zone               = optional(string)
    }), {})
  })
  default  = {}
  nullable = false
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

variable "custom_domain" {
  description = <<-EOT
    A domain name for the API; null for none.

    `name`: fully qualified.
    `zone_id`: of its public hosted zone, where records and, where no certificate is given, those that prove the name are made. Without it both are the caller's: see the output `custom_domain_target`.
    `certificate_arn`, `standby_certificate_arn`: ACM certificates for the name, in each Region; left out, with a `zone_id`, they are made here.
  EOT
  type = object({
    certificate_arn         = optional(string)
    name                    = string
    standby_certificate_arn = optional(string)
    zone_id                 = optional(string)
  })
  default = null

  validation {
    condition     = var.custom_domain == null ? true : var.custom_domain.certificate_arn != null || var.custom_domain.zone_id != null
    error_message = "custom_domain needs a certificate_arn, or the zone_id of its hosted zone, in which a certificate is proved."
  }
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
}

variable "failover_emails" {
  description = "Addresses that hear of failovers; null for `alert_emails`. Each must confirm an e-mail of AWS first."
  type        = set(string)
  default     = null
}

variable "failover_image" {
  description = "The image of lambdas/failover: `repository_url` of a private repository in this Region, `digest`, and optionally `architecture`; for `recovery_tier` 1 and 2. See modules/image_function."
  type = object({
    architecture   = optional(string)
    digest         = string
    repository_url = string
  })
  default = null
}

variable "firewall" {
  description = "A regional web ACL in front of the API; null for none."
  type = object({
    web_acl_arn = string
  })
  default = null
}

variable "health_check" {
  description = "How the Regions are looked at, from all over the world: `interval_seconds`, `failure_threshold`, `checker_regions`. See modules/failover."
  type = object({
    checker_regions   = optional(set(string))
    failure_threshold = optional(number)
    interval_seconds  = optional(number)
  })
  default  = {}
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

variable "recovery_tier" {
  description = <<-EOT
    What is left when this Region fails, and how soon it serves; null for one Region, whose tables can be had as they were at any second of the last 35 days. What each costs and promises is in README.md.

    1: the other Region has all that this one has, and takes over by itself.
    2: it has the data, and runs what costs nothing at rest; people begin, by one command.
    3: it has backups of the tables, and the models; people restore, by a runbook.
  EOT
  type        = number
  default     = null

  validation {
    condition     = try(contains([1, 2, 3], var.recovery_tier), var.recovery_tier == null)
    error_message = "recovery_tier must be 1, 2 or 3, or be left out."
  }

  validation {
    condition     = var.recovery_tier == null || data.aws_region.standby.id != data.aws_region.home.id
    error_message = "recovery_tier needs a second Region, and the provider aws.standby is of ${data.aws_region.standby.id}, where this stack is: give it one of another Region, or leave recovery_tier out."
  }

  validation {
    condition     = !try(contains([1, 2], var.recovery_tier), false) || try(var.custom_domain.zone_id, null) != null
    error_message = "recovery_tier 1 and 2 need custom_domain with a zone_id: clients follow one name, whose records say which Region it leads to. Register a name and make its public hosted zone, or choose tier 3."
  }

  validation {
    condition     = !try(contains([1, 2], var.recovery_tier), false) || var.failover_image != null
    error_message = "recovery_tier 1 and 2 need failover_image: what moves the work. Push lambdas/failover, and name its repository and digest."
  }

  validation {
    condition     = !try(contains([1, 2], var.recovery_tier), false) || (var.firewall == null) == (var.standby.firewall == null)
    error_message = "firewall is for this Region alone: name a web ACL of the other Region in standby.firewall, or clients find it open after a failover; and none there without one here."
  }

  # What they name is in one Region: an endpoint elsewhere would read or write
  # across, and fail with it.
  validation {
    condition = !try(contains([1, 2], var.recovery_tier), false) || length([
      for name, endpoint in var.endpoints : name
      if(endpoint.async != null || endpoint.data_capture != null || endpoint.vpc != null) && contains(
        var.standby.endpoints != null ? var.standby.endpoints : var.recovery_tier == 2 ? [for n, e in var.endpoints : n if e.kind == "serverless"] : keys(var.endpoints), name
      )
    ]) == 0
    error_message = "Endpoints with async, data_capture or vpc name buckets, keys or networks of this Region, and cannot be in the other one: name in standby.endpoints those that can. There are: ${join(", ", [for name, endpoint in var.endpoints : name if endpoint.async == null && endpoint.data_capture == null && endpoint.vpc == null])}."
  }
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

variable "standby" {
  description = <<-EOT
    What the Region that takes over has of its own; for `recovery_tier` 1 and 2.

    `endpoints`: which of `endpoints` it has too, by name: all at tier 1; at tier 2 those that cost nothing at rest, whose kind is serverless.
    `firewall`: its web ACL, as `firewall` is this Region's.
  EOT
  type = object({
    endpoints = optional(set(string))
    firewall  = optional(object({ web_acl_arn = string }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(coalesce(var.standby.endpoints, []), keys(var.endpoints))) == 0
    error_message = "standby.endpoints must name some of endpoints, which are: ${join(", ", keys(var.endpoints))}."
  }
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
