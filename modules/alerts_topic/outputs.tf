output "arn" {
  description = "ARN of the topic, once alarms may publish to it."
  value       = aws_sns_topic_policy.alerts.arn
}
