output "alias_arn" {
  description = "ARN of the alias `live`, which is what to call."
  value       = aws_lambda_alias.live.arn

  # Whoever is told of it may call it, and finds it complete.
  depends_on = [
    aws_lambda_function_event_invoke_config.live,
    aws_lambda_provisioned_concurrency_config.live,
  ]
}

output "alias_name" {
  description = "Name of the alias."
  value       = aws_lambda_alias.live.name
}

output "failed_events_queue_url" {
  description = "URL of the queue with the asynchronous calls that failed for good."
  value       = aws_sqs_queue.failed_events.url
}

output "function_name" {
  description = "Name of the function."
  value       = aws_lambda_function.image.function_name
}

output "invoke_arn" {
  description = "What an API Gateway integration calls: the alias, as a URI."
  value       = aws_lambda_alias.live.invoke_arn
}

output "log_group_name" {
  description = "Log group of the function."
  value       = aws_cloudwatch_log_group.function.name
}

output "provisioned_concurrency_target" {
  description = "What modules/scheduled_scaling takes to keep environments warm by the clock; null where `concurrency.provisioned` keeps a fixed number, which a schedule would fight with."
  value = var.concurrency.provisioned != null ? null : {
    service_namespace  = "lambda"
    resource_id        = "function:${aws_lambda_function.image.function_name}:${aws_lambda_alias.live.name}"
    scalable_dimension = "lambda:function:ProvisionedConcurrency"
    register           = true
  }
}

output "role_arn" {
  description = "ARN of the role that the function runs as."
  value       = aws_iam_role.function.arn
}

output "timeout_seconds" {
  description = "Seconds after which a call is ended."
  value       = aws_lambda_function.image.timeout
}

output "version" {
  description = "Version that the alias names: code and configuration in one, for the check after an apply (`inferway smoke`)."
  value       = aws_lambda_function.image.version
}
