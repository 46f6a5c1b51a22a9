output "api_id" {
  description = "ID of the REST API."
  value       = module.stack.api_id
}

output "api_key_ids" {
  description = "ID of each client's API key. Its value is asked of AWS, and is no output."
  value       = module.stack.api_key_ids
}

output "api_stage" {
  description = "Stage of the REST API."
  value       = module.stack.api_stage
}

output "health_url" {
  description = "Address of the health check, which needs no key."
  value       = module.stack.health_url
}

output "inference_queues" {
  description = "Queues of the inference workflow: `windows`, of what waits for a batch window, and `dead_letters`, of what failed for good."
  value       = module.stack.inference_queues
}

output "inferences_bucket" {
  description = "Bucket of long payloads and results, and of batch windows."
  value       = module.stack.inferences_bucket
}

output "inferences_url" {
  description = "Address that inferences are posted to, and asked for: `<inferences_url>/<id>`."
  value       = module.stack.inferences_url
}

output "model_bucket" {
  description = "Bucket that models are published to."
  value       = module.stack.model_bucket
}

output "model_pointer_key" {
  description = "Key of the object that says which model is live."
  value       = module.stack.model_pointer_key
}

output "predict_url" {
  description = "Address that instances are posted to."
  value       = module.stack.predict_url
}

output "prediction_alias_arn" {
  description = "ARN of the alias of the prediction function that the API calls."
  value       = module.stack.prediction_alias_arn
}

output "prediction_function_name" {
  description = "Name of the prediction function."
  value       = module.stack.prediction_function_name
}

output "prediction_log_group" {
  description = "Log group of the prediction function."
  value       = module.stack.prediction_log_group
}

output "records_table" {
  description = "Table of the records of inferences."
  value       = module.stack.records_table
}

output "recovery" {
  description = "How a lost Region is recovered from, for `inferway failover`, `drill`, `keys` and `preflight`; null without a `recovery_tier`."
  value       = module.stack.recovery
}

output "region" {
  description = "Region of all this."
  value       = module.stack.region
}

output "routing_config_table" {
  description = "Table of the routing config, for `inferway config`."
  value       = module.stack.routing_config_table
}

output "served" {
  description = "What should be served, for the check after an apply: `terraform output -json | inferway smoke -`."
  value       = module.stack.served
}

output "standby_served" {
  description = "What should be served in the Region that takes over, as `served` is of this one; null without."
  value       = module.stack.standby_served
}

output "state_machine_arn" {
  description = "ARN of the state machine that inferences go through."
  value       = module.stack.state_machine_arn
}

output "stopped_parameters_path" {
  description = "Where stops of endpoints are recorded: `inferway stopped --parameters-path`."
  value       = module.stack.stopped_parameters_path
}
