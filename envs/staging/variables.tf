variable "auto_stop_image_digest" {
  description = "Digest of the image of the function that stops idle endpoints, `sha256:` and 64 hexadecimal digits, as the push to the repository of envs/registry printed it."
  type        = string
  nullable    = false
}

variable "batch_image_digest" {
  description = "Digest of the image of the functions of batch windows, `sha256:` and 64 hexadecimal digits, as the push to the repository of envs/registry printed it."
  type        = string
  nullable    = false
}

variable "failover_image_digest" {
  description = "Digest of the image of the functions of the failover, `sha256:` and 64 hexadecimal digits, as the push to the repository of envs/registry printed it; for a `recovery_tier` of 1 or 2 only."
  type        = string
  default     = null
}

variable "prediction_image_digest" {
  description = "Digest of the image of the prediction function, `sha256:` and 64 hexadecimal digits, as the push to the repository of envs/registry printed it."
  type        = string
  nullable    = false
}

variable "routing_image_digest" {
  description = "Digest of the image of the routing function, `sha256:` and 64 hexadecimal digits, as the push to the repository of envs/registry printed it."
  type        = string
  nullable    = false
}
