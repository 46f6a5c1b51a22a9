output "bucket" {
  description = "The bucket of payloads, results and windows: `name` and `arn`."
  value = {
    arn  = aws_s3_bucket.inferences.arn
    name = aws_s3_bucket.inferences.id
  }

  # Nobody writes before other keys are refused.
  depends_on = [
    aws_s3_bucket_policy.inferences,
    aws_s3_bucket_versioning.inferences, # what copies to it wants it
    aws_s3_bucket_server_side_encryption_configuration.inferences,
  ]
}

output "dead_letter_queue_url" {
  description = "URL of the queue with whatever failed for good."
  value       = aws_sqs_queue.dead_letters.url
}

output "functions" {
  description = "What should be served, by function, for the check after an apply (`inferway smoke`)."
  value = {
    for key, function in { results = module.results, step = module.step, sweeper = module.sweeper, window = module.window } : key => {
      name                         = function.function_name
      alias                        = function.alias_name
      version                      = function.version
      image_digest                 = key == "step" ? var.routing_image.digest : var.batch_image.digest
    }
  }
}

output "queue_arn" {
  description = "ARN of the queue of what waits for a batch window."
  value       = aws_sqs_queue.windows.arn
}

output "queue_url" {
  description = "URL of the queue of what waits for a batch window."
  value       = aws_sqs_queue.windows.url
}

output "state_machine_arn" {
  description = "ARN of the state machine."
  value       = aws_sfn_state_machine.inference.arn
}

output "targets" {
  description = "Endpoints that are tried, by environment variable: the routing function takes the same."
  value       = local.target_environment
}

output "target_arns" {
  description = "ARNs of the endpoints that are tried, for the policy of who calls them."
  value       = local.target_arns
}
