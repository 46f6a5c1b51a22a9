output "alarm_name" {
  description = "Name of the alarm on the home Region's health, in us-east-1."
  value       = aws_cloudwatch_metric_alarm.health["home"].alarm_name
}

output "failback_state_machine_arn" {
  description = "ARN of the workflow that people begin to turn back."
  value       = aws_sfn_state_machine.workflow["failback"].arn
}

output "failover_state_machine_arn" {
  description = "ARN of the workflow that the alarm begins; begun by hand it does the same."
  value       = aws_sfn_state_machine.workflow["failover"].arn
}

output "functions" {
  description = "What should be served, for `inferway smoke`: by key, name, alias, version and image digest."
  value = {
    failover-begin = {
      name         = module.begin.function_name
      alias        = module.begin.alias_name
      version      = module.begin.version
      image_digest = var.image.digest
    }
    failover-step = {
      name         = module.step.function_name
      alias        = module.step.alias_name
      version      = module.step.version
      image_digest = var.image.digest
    }
    failover-watch = {
      name         = module.watch.function_name
      alias        = module.watch.alias_name
      version      = module.watch.version
      image_digest = var.image.digest
    }
  }
}

output "health_check_ids" {
  description = "IDs of the health checks: `home_endpoint`, `home_switch` (invert it to declare the home Region lost), `home` (both together), `standby_endpoint`."
  value       = local.check_ids
}

output "recovery_seconds" {
  description = "What clients wait for at most: `health_check` (interval times threshold), `dns` (TTL of an alias) and, until work goes on, `alarm` (a period, and its evaluation) more."
  value = {
    alarm        = 120
    dns          = 60
    health_check = var.health_check.interval_seconds * var.health_check.failure_threshold
  }
}

output "topic_arn" {
  description = "ARN of the topic that hears of failovers."
  value       = module.topic.arn
}
