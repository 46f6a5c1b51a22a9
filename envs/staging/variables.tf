variable "prediction_image_digest" {
  description = "Digest of the image of the prediction function, `sha256:` and 64 hexadecimal digits, as the push to the repository of envs/registry printed it."
  type        = string
  nullable    = false
}
