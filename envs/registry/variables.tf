variable "anomaly_monitor_arn" {
  description = "The account's monitor of the costs of AWS services, where AWS has made one already (`aws ce get-anomaly-monitors`); null makes it."
  type        = string
  default     = null
}

variable "github" {
  description = <<-EOT
    The GitHub repository whose workflows deploy, and what the account has of it already; null for none.

    `repository`: `owner` and `name`, and `owner_id` and `id` (`gh api repos/OWNER/NAME --jq '.owner.id, .id'`).
    `provider_arn`: GitHub's OpenID Connect provider, where the account has it. See modules/github_oidc.
  EOT
  type = object({
    provider_arn = optional(string)
    repository = object({
      id            = number
      name          = string
      owner         = string
      owner_id      = number
      subject_forms = optional(set(string))
    })
  })
  default = null
}
