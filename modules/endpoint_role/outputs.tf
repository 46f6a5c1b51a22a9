output "arn" {
  description = "ARN of the role. What takes it depends on the whole module: SageMaker looks for image and model in the role's name at once."
  value       = aws_iam_role.endpoint.arn
}

output "name" {
  description = "Name of the role, known before there is an ARN."
  value       = aws_iam_role.endpoint.name
}
