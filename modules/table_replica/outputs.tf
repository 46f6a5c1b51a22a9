output "arn" {
  description = "ARN of the replica: what policies of this Region's roles name."
  value       = aws_dynamodb_table_replica.replica.arn
}

output "deletion_protection" {
  description = "Whether AWS refuses to delete the replica."
  value       = aws_dynamodb_table_replica.replica.deletion_protection_enabled
}

output "name" {
  description = "Name of the table, the same in every Region. Who is told of it finds the replica there."
  value       = var.global_table.name

  depends_on = [aws_dynamodb_table_replica.replica]
}
