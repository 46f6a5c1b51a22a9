variable "instance_type" {
  description = "Such as ml.m5.large; null for what is serverless."
  type        = string
  default     = null
}

variable "kind" {
  description = "As modules/endpoint takes it."
  type        = string
  nullable    = false
}

variable "name" {
  description = "As modules/endpoint takes it."
  type        = string
  nullable    = false
}
