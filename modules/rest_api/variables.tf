variable "clients" {
  description = <<-EOT
    Who may call, by name. Each gets a key and a usage plan, whose limits AWS keeps as best it can: a key tells clients apart, and is no proof of who they are.

    `burst`: requests at once.
    `requests_per_second`: sustained.
    `requests_per_day`: quota, counted anew every midnight UTC.
    `api_key`: without it a key is made. `id`: of a key that was made elsewhere, so that its value is not in this state. `copied`: the plan waits for a copy of another Region's key (`inferway keys copy`), of the same value.
  EOT
  type = map(object({
    api_key             = optional(object({ copied = optional(bool, false), id = optional(string) }))
    burst               = optional(number, 10)
    requests_per_day    = optional(number, 100)
    requests_per_second = optional(number, 10)
  }))
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.clients) : can(regex("^[a-z][a-z0-9-]{0,31}$", name))])
    error_message = "Each name in clients must be 1 to 32 lower-case letters, digits or hyphens, starting with a letter."
  }

  validation {
    condition     = alltrue([for client in values(var.clients) : client.api_key == null ? true : client.api_key.copied != (client.api_key.id != null)])
    error_message = "api_key must say either id or copied, for every client that has it."
  }

  validation {
    condition     = alltrue([for client in values(var.clients) : client.burst >= 1 && floor(client.burst) == client.burst])
    error_message = "burst must be a whole number, 1 or more, for every client."
  }

  validation {
    condition     = alltrue([for client in values(var.clients) : client.requests_per_second > 0])
    error_message = "requests_per_second must be more than 0 for every client."
  }

  validation {
    condition     = alltrue([for client in values(var.clients) : client.requests_per_day >= 1 && floor(client.requests_per_day) == client.requests_per_day])
    error_message = "requests_per_day must be a whole number, 1 or more, for every client."
  }
}

variable "custom_domain" {
  description = <<-EOT
    A domain name of one's own for the API; null for none. Its DNS record is the caller's: see the output `custom_domain_target`.

    `name`: fully qualified.
    `certificate_arn`: an ACM certificate for it, in the API's Region.
  EOT
  type = object({
    certificate_arn = string
    name            = string
  })
  default = null
}

variable "description" {
  description = "What the API is for, in a sentence."
  type        = string
  nullable    = false
}

variable "firewall" {
  description = <<-EOT
    A web ACL in front of the API; null for none.

    `web_acl_arn`: of AWS WAF, regional, in the API's Region.
  EOT
  type = object({
    web_acl_arn = string
  })
  default = null
}

variable "kms_key_arn" {
  description = "Key that encrypts the logs. Its policy must let CloudWatch Logs use it."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that logs are kept: a number that CloudWatch Logs knows, such as 30, 90 or 365."
  type        = number
  default     = 365
  nullable    = false
}

variable "name" {
  description = "Name of the API and start of what belongs to it, for example \"inferway-staging\"."
  type        = string
  nullable    = false
}

variable "routes" {
  description = <<-EOT
    What functions answer, by method and path, such as "POST /predict". Paths have one part, or a second one that is a parameter: "GET /inferences/{id}". "/health" is the gateway's own, and "GET /health/ready" may be a function's.

    `function`: the `name` and `alias` to call, its `invoke_arn`, and its `timeout_seconds`, if it has one.
    `body_schema`: JSON schema, draft 4, of an application/json body; without it any body goes to the function.
    `key_required`: whether it takes an API key; only a health check goes without.
    `timeout_milliseconds`: how long the gateway waits for the function, 50 to 29000.
  EOT
  type = map(object({
    body_schema  = optional(string)
    key_required = optional(bool, true)
    function = object({
      alias           = string
      invoke_arn      = string
      name            = string
      timeout_seconds = optional(number)
    })
    timeout_milliseconds = optional(number, 29000)
  }))
  nullable = false

  validation {
    condition     = length(var.routes) > 0
    error_message = "routes must name at least one route."
  }

  validation {
    condition     = alltrue([for key in keys(var.routes) : can(regex("^((DELETE|GET|PATCH|POST|PUT) /[a-z0-9][a-z0-9-]*(/\\{[a-z][a-z0-9_]*\\})?|GET /health/ready)$", key))])
    error_message = "Each key of routes must be a method, a space and a path of one part, such as \"POST /predict\", or of one part and a parameter, such as \"GET /inferences/{id}\"."
  }

  # As many paths with a parameter as there are paths above them.
  validation {
    condition = (
      length(distinct([for key in keys(var.routes) : split(" ", key)[1] if can(regex("^[A-Z]+ /[^ ]*\\{", key))])) ==
      length(distinct([for key in keys(var.routes) : dirname(split(" ", key)[1]) if can(regex("^[A-Z]+ /[^ ]*\\{", key))]))
    )
    error_message = "The parameter after a path must have one name in all routes: API Gateway knows one below each path."
  }

  validation {
    condition     = alltrue([for key, route in var.routes : route.key_required || key == "GET /health/ready"])
    error_message = "key_required may be false for \"GET /health/ready\" only: what needs no key is work for whoever asks."
  }

  validation {
    condition     = alltrue([for key in keys(var.routes) : !can(regex(" /health(/\\{|$)", key))])
    error_message = "routes must not name /health: the gateway answers it without a function."
  }

  validation {
    condition     = alltrue([for route in values(var.routes) : can(jsondecode(route.body_schema)) || route.body_schema == null])
    error_message = "body_schema must be JSON in every route."
  }

  validation {
    condition     = alltrue([for route in values(var.routes) : route.timeout_milliseconds >= 50 && route.timeout_milliseconds <= 29000])
    error_message = "timeout_milliseconds must be 50 to 29000 in every route: API Gateway waits no longer."
  }

  validation {
    condition = alltrue([
      for route in values(var.routes) :
      route.function.timeout_seconds * 1000 <= route.timeout_milliseconds if route.function.timeout_seconds != null
    ])
    error_message = "A function's timeout_seconds must not be more than its route's timeout_milliseconds: it would work on, and be billed, for a client that was told 504."
  }
}

variable "stage_name" {
  description = "First part of the API's paths, as in `https://<api>.execute-api.<region>.amazonaws.com/<stage>/predict`."
  type        = string
  default     = "live"
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_]{1,128}$", var.stage_name))
    error_message = "stage_name must be 1 to 128 letters, digits or underscores."
  }
}

variable "throttle" {
  description = <<-EOT
    What the whole API takes, from all clients and health checks together.

    `burst`: requests at once.
    `requests_per_second`: sustained.
  EOT
  type = object({
    burst               = optional(number, 200)
    requests_per_second = optional(number, 100)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.throttle.burst >= 1 && floor(var.throttle.burst) == var.throttle.burst
    error_message = "throttle.burst must be a whole number, 1 or more."
  }

  validation {
    condition     = var.throttle.requests_per_second > 0
    error_message = "throttle.requests_per_second must be more than 0."
  }
}

variable "tracing" {
  description = "Whether X-Ray follows requests."
  type        = bool
  default     = false
  nullable    = false
}
