output "repository_arn" {
  description = "ARN of the repository."
  value       = aws_ecr_repository.images.arn
}

output "repository_url" {
  description = "What to push to and deploy from: `<account>.dkr.ecr.<region>.amazonaws.com/<name>`."
  value       = aws_ecr_repository.images.repository_url

  # Whoever deploys from it waits until Lambda may pull.
  depends_on = [aws_ecr_repository_policy.pull]
}
