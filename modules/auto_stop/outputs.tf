output "dead_letter_queue_url" {
  description = "URL of the queue of runs that never reached the function."
  value       = aws_sqs_queue.dead_letters.url
}

output "function" {
  description = "The function, for `inferway smoke`: `name`, `alias`, `version`, `image_digest`."
  value = {
    alias        = module.function.alias_name
    image_digest = var.image.digest
    name         = module.function.function_name
    version      = module.function.version
  }
}

output "function_alias_arn" {
  description = "ARN of the alias of the function, to run it by hand."
  value       = module.function.alias_arn
}

output "log_group_name" {
  description = "Log group of the function: each decision with its reason."
  value       = module.function.log_group_name
}

output "role_name" {
  description = "Name of the role that the function runs as."
  value       = element(split("/", module.function.role_arn), -1)
}

output "stopped_parameters_path" {
  description = "Where stops are recorded, for `inferway start` and `inferway stopped`."
  value       = var.stopped_parameters_path
}
