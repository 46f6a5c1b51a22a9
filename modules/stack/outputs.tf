output "alerts_topic_arn" {
  description = "ARN of the topic that hears of trouble."
  value       = module.region.alerts_topic_arn
}

output "api_id" {
  description = "ID of the REST API."
  value       = module.region.api_id
}

output "api_key_ids" {
  description = "ID of each client's API key. Its value is asked of AWS, and is no output."
  value       = module.region.api_key_ids
}

output "api_stage" {
  description = "Stage of the REST API."
  value       = module.region.api_stage
}

output "custom_domain_target" {
  description = "Where the DNS record of the custom domain points; null without one."
  value       = module.region.custom_domain_target
}

output "endpoints_found" {
  description = "Names by key of the endpoints that there are, for the environment's import block."
  value       = module.region.endpoints_found
}

output "standby_endpoints_found" {
  description = "The same of the Region that takes over."
  value       = try(module.standby[0].endpoints_found, {})
}

output "health_url" {
  description = "Address of the health check, which needs no key."
  value       = module.region.health_url
}

output "inference_queues" {
  description = "Queues of the inference workflow: `windows`, of what waits for a batch window, and `dead_letters`, of what failed for good."
  value       = module.region.inference_queues
}

output "inferences_bucket" {
  description = "Bucket of long payloads and results, and of batch windows."
  value       = module.region.inferences_bucket
}

output "inferences_url" {
  description = "Address that inferences are posted to, and asked for: `<inferences_url>/<id>`."
  value       = module.region.inferences_url
}

output "model_bucket" {
  description = "Bucket that models are published to."
  value       = module.region.model_bucket
}

output "model_pointer_key" {
  description = "Key of the object that says which model is live."
  value       = module.region.model_pointer_key
}

output "predict_url" {
  description = "Address that instances are posted to."
  value       = module.region.predict_url
}

output "prediction_alias_arn" {
  description = "ARN of the alias of the prediction function that the API calls."
  value       = module.region.prediction_alias_arn
}

output "prediction_function_name" {
  description = "Name of the prediction function."
  value       = module.region.prediction_function_name
}

output "prediction_log_group" {
  description = "Log group of the prediction function."
  value       = module.region.prediction_log_group
}

output "records_table" {
  description = "Table of the records of inferences."
  value       = module.region.records_table
}

output "region" {
  description = "Region of all this."
  value       = module.region.region
}

output "routing_config_table" {
  description = "Table of the routing config, for `inferway config`."
  value       = module.region.routing_config_table
}

output "served" {
  description = "What should be served, for the check after an apply: `terraform output -json | inferway smoke -`."
  value       = module.region.served
}

output "state_machine_arn" {
  description = "ARN of the state machine that inferences go through."
  value       = module.region.state_machine_arn
}

output "stopped_parameters_path" {
  description = "Where stops are recorded, for `inferway start` and `inferway stopped`."
  value       = module.region.stopped_parameters_path
}
