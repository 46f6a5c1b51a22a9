output "alerts_topic_arn" {
  description = "ARN of the topic that hears of trouble."
  value       = module.alerts.arn
}

output "api_id" {
  description = "ID of the REST API."
  value       = module.api.api_id
}

output "api_key_ids" {
  description = "ID of each client's API key. Its value is asked of AWS, and is no output."
  value       = module.api.api_key_ids
}

output "api_stage" {
  description = "Stage of the REST API."
  value       = module.api.stage_name
}

output "custom_domain_target" {
  description = "Where the DNS record of the custom domain points; null without one."
  value       = module.api.custom_domain_target
}

# Of nothing that depends on an endpoint: the import comes before.
output "endpoints_found" {
  description = "Names by key of the endpoints that there are, for an environment's import block: one that was started again after an apply that found it stopped is not in the state."
  value = {
    for key, endpoint in module.endpoint_name : key => endpoint.name
    if contains(local.found_endpoints, lower(endpoint.name)) && !contains(local.stopped_endpoints, endpoint.name)
  }
}

output "health_url" {
  description = "Address of the health check, which needs no key."
  value       = "${module.api.base_url}/health"
}

output "inference_queues" {
  description = "Queues of the inference workflow: `windows`, of what waits for a batch window, and `dead_letters`, of what failed for good."
  value = {
    dead_letters = module.inference_workflow.dead_letter_queue_url
    windows      = module.inference_workflow.queue_url
  }
}

output "inferences_bucket" {
  description = "Bucket of long payloads and results, and of batch windows."
  value       = module.inference_workflow.bucket.name
}

output "inferences_url" {
  description = "Address that inferences are posted to, and asked for: `<inferences_url>/<id>`."
  value       = "${module.api.base_url}/inferences"
}

output "model_bucket" {
  description = "Bucket that models are published to."
  value       = local.model_store.bucket_name
}

output "model_pointer_key" {
  description = "Key of the object that says which model is live."
  value       = local.model_store.pointer_key
}

output "predict_url" {
  description = "Address that instances are posted to."
  value       = "${module.api.base_url}/predict"
}

output "prediction_alias_arn" {
  description = "ARN of the alias of the prediction function that the API calls."
  value       = module.prediction.alias_arn
}

output "prediction_function_name" {
  description = "Name of the prediction function."
  value       = module.prediction.function_name
}

output "prediction_log_group" {
  description = "Log group of the prediction function."
  value       = module.prediction.log_group_name
}

output "records_table" {
  description = "Table of the records of inferences."
  value       = var.inference_tables.records.name
}

output "region" {
  description = "Region of all this."
  value       = data.aws_region.current.id
}

output "routing_config_table" {
  description = "Table of the routing config, for `inferway config`."
  value       = var.inference_tables.config.name
}

output "served" {
  description = "What should be served, for the check after an apply: `terraform output -json | inferway smoke -`."
  value = {
    region = data.aws_region.current.id

    functions = merge(
      {
        prediction = {
          name         = module.prediction.function_name
          alias        = module.prediction.alias_name
          version      = module.prediction.version
          image_digest = var.prediction_image.digest
          predicts     = true
        }
      },
      {
        for key, function in merge(module.inference_workflow.functions, {
          routing = {
            name         = module.routing.function_name
            alias        = module.routing.alias_name
            version      = module.routing.version
            image_digest = var.routing_image.digest
          }
        }) : key => merge(function, { predicts = false })
      },
      { for function in module.auto_stop[*].function : "auto_stop" => merge(function, { predicts = false }) },
    )

    endpoints = {
      for key, endpoint in local.endpoints : key => merge(endpoint.served, {
        input_url = var.endpoints[key].async == null ? null : "${trimsuffix(var.endpoints[key].async.input_s3_uri, "/")}/"
      })
    }

    model_store = {
      bucket      = local.model_store.bucket_name
      pointer_key = local.model_store.pointer_key
    }

    stopped_parameters_path = local.stopped_parameters_path
  }
}

output "state_machine_arn" {
  description = "ARN of the state machine that inferences go through."
  value       = module.inference_workflow.state_machine_arn
}

output "stopped_parameters_path" {
  description = "Where stops are recorded, for `inferway start` and `inferway stopped`."
  value       = local.stopped_parameters_path
}
