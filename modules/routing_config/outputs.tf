output "deletion_protection" {
  description = "Whether AWS refuses to delete the table."
  value       = module.table.deletion_protection
}

output "index_arn" {
  description = "ARN of the index that the routing function queries, by traffic class."
  value       = module.table.index_arns["trafficClass-index"]
}

output "replicated" {
  description = "The table as table_replica wants it."
  value       = module.table.replicated
}

output "rules" {
  description = "Key of the item of each traffic class that Terraform says something of; \"*\" is every one."
  value       = { for class, item in aws_dynamodb_table_item.rule : class => jsondecode(item.item).configKey.S }
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
