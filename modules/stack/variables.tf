variable "alert_emails" {
  description = "Addresses that hear of alarms. Each must confirm the e-mail that AWS sends before it receives anything."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "clients" {
  description = "Who may call the API, by name: what each may send, and optionally a key that was made elsewhere. See modules/rest_api."
  type = map(object({
    api_key             = optional(object({ id = string }))
    burst               = optional(number)
    requests_per_day    = optional(number)
    requests_per_second = optional(number)
  }))
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

variable "firewall" {
  description = "A regional web ACL in front of the API; null for none."
  type = object({
    web_acl_arn = string
  })
  default = null
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

variable "prediction" {
  description = <<-EOT
    How the prediction function runs. What is left out has the default of modules/image_function.

    `concurrency`: `reserved` and `provisioned` environments.
    `log_level`: DEBUG, INFO, WARNING or ERROR.
    `memory_mb`: of each environment; 1,769 MB is one vCPU.
    `model_refresh_seconds`: the function looks at the live pointer at most this often, in seconds.
    `timeout_seconds`: up to 29, which is how long the API waits.
  EOT
  type = object({
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
