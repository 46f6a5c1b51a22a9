output "auto_stop_repository_url" {
  description = "Where the image of the function that stops idle endpoints is pushed to, and what environments deploy from."
  value       = module.images["auto-stop"].repository_url
}

output "batch_repository_url" {
  description = "Where the image of the functions of batch windows is pushed to, and what environments deploy from."
  value       = module.images["batch"].repository_url
}

output "deploy_role_arns" {
  description = "ARN of each role that workflows assume, by purpose; null without `github`."
  value       = one(module.github_oidc[*].role_arns)
}

output "billing_chat_topic_arns" {
  description = "By the ARN of a chat configuration: the topics of the bill that it must list."
  value       = module.billing_alarms.chat_topic_arns
}

output "billing_topic_arns" {
  description = "Topic of each level of the bill, in us-east-1."
  value       = module.billing_alarms.topic_arns
}

output "failover_repository_url" {
  description = "Where the image of the functions of the failover is pushed to, and what environments deploy from."
  value       = module.images["failover"].repository_url
}

output "prediction_repository_url" {
  description = "Where the image of the prediction function is pushed to, and what environments deploy from."
  value       = module.images["prediction"].repository_url
}

output "routing_repository_url" {
  description = "Where the image of the routing function is pushed to, and what environments deploy from."
  value       = module.images["routing"].repository_url
}
