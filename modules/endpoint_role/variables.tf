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
  description = "Name of the endpoint, for example \"inferway-staging-ml-m5-large\"."
  type        = string
  nullable    = false
}

variable "operate_policy_json" {
  description = "What this kind of endpoint may do beside reading image and model: a policy in JSON."
  type        = string
  nullable    = false
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role, such as the one of envs/registry; null for none."
  type        = string
  default     = null
}

variable "pinned_model" {
  description = "Name of the one model that may be read, in any version; null for whatever the live pointer names."
  type        = string
  default     = null
}

variable "repository" {
  description = "Repository that the image is pulled from, by the parts of its address."
  type = object({
    name        = string
    region      = string
    registry_id = string
  })
  nullable = false
}
