output "boundary_arn" {
  description = "ARN of the boundary that holds these roles."
  value       = aws_iam_policy.boundary.arn
}

output "provider_arn" {
  description = "ARN of GitHub's OpenID Connect provider."
  value       = local.provider_arn
}

output "role_arns" {
  description = "ARN of each role, by the name in `roles`."
  value       = { for name, role in aws_iam_role.deployer : name => role.arn }
}

output "subjects" {
  description = "The subjects of tokens that each role takes, by the name in `roles`."
  value       = local.subjects
}
