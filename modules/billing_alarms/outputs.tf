output "alarm_names" {
  description = "Alarms on the month's charges, by level, service and \"account-<id>\"."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.bill : key => alarm.alarm_name }
}

output "anomaly_monitor_arn" {
  description = "The account's monitor of unusual costs by service."
  value       = var.anomalies.monitor_arn == null ? aws_ce_anomaly_monitor.services[0].arn : var.anomalies.monitor_arn
}

output "budget_name" {
  description = "Name of the monthly budget."
  value       = aws_budgets_budget.month.name
}

output "chat_topic_arns" {
  description = "By the ARN of a chat configuration: the topics that it must list (`sns_topic_arns`)."
  value       = local.chat_topics
}

output "kms_key_arn" {
  description = "Key that encrypts the alerts."
  value       = aws_kms_key.alerts.arn
}

output "monitoring_role_arn" {
  description = "Role that the monitoring accounts assume; null without any."
  value       = one(aws_iam_role.monitoring[*].arn)
}

output "topic_arns" {
  description = "Topic of each level."
  value       = { for name, topic in aws_sns_topic.level : name => topic.arn }
}
