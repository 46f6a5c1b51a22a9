output "role_arn" {
  description = "Who copies: the policy of a destination in another account names it."
  value       = aws_iam_role.replication.arn
}
