output "arn" {
  description = "ARN of the table."
  value       = aws_dynamodb_table.global.arn
}

output "deletion_protection" {
  description = "Whether AWS refuses to delete the table."
  value       = aws_dynamodb_table.global.deletion_protection_enabled
}

output "index_arns" {
  description = "ARN of each index, by name: a policy that allows a query of an index names it."
  value       = { for name in keys(var.indexes) : name => "${aws_dynamodb_table.global.arn}/index/${name}" }
}

output "name" {
  description = "Name of the table."
  value       = aws_dynamodb_table.global.name
}

output "replicated" {
  description = "The table as table_replica wants it."
  value = {
    arn     = aws_dynamodb_table.global.arn
    name    = aws_dynamodb_table.global.name
    regions = toset(keys(var.replicas))
  }
}

output "stream_arn" {
  description = "ARN of the stream of its changes."
  value       = aws_dynamodb_table.global.stream_arn
}
