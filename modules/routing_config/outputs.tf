output "index_arn" {
  description = "ARN of the index that the routing function queries, by traffic class."
  value       = module.table.index_arns["trafficClass-index"]
}

output "table_arn" {
  description = "ARN of the table."
  value       = module.table.arn
}

output "table_name" {
  description = "Name of the table."
  value       = module.table.name

  # Who is told of it finds what is configured.
  depends_on = [aws_dynamodb_table_item.rule]
}
