variable "name" {
  description = "What the role is called within its Region, for example \"inferway-staging-prediction\"."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_+=,.@-]+$", var.name))
    error_message = "name must be letters, digits and _+=,.@-: IAM takes no others."
  }
}

variable "region" {
  description = "Region of what takes the role, for example \"eu-west-1\"."
  type        = string
  nullable    = false
}
