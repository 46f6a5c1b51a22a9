variable "emails" {
  description = "Addresses that hear of alarms. Each must confirm the e-mail that AWS sends before it receives anything."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.emails : can(regex("^[^@\\s]+@[^@\\s]+$", address))])
    error_message = "Each entry of emails must be an e-mail address."
  }
}

variable "key" {
  description = "Key that encrypts what is told, by its `arn`: its policy must let cloudwatch.amazonaws.com decrypt and generate data keys, or every alert is dropped. Null makes one for the topic."
  type = object({
    arn = string
  })
  default = null
}

variable "name" {
  description = "Name of the topic, and of its key's alias where it has its own, for example \"inferway-production-health-alerts\"."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,256}$", var.name))
    error_message = "name must be 1 to 256 letters, digits, hyphens or underscores."
  }
}
