output "alerts_topic_arn" {
  description = "ARN of the topic that hears of trouble."
  value       = aws_sns_topic_policy.alerts.arn
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

output "health_url" {
  description = "Address of the health check, which needs no key."
  value       = "${module.api.base_url}/health"
}

output "model_bucket" {
  description = "Bucket that models are published to."
  value       = module.model_store.bucket_name
}

output "model_pointer_key" {
  description = "Key of the object that says which model is live."
  value       = module.model_store.pointer_key
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

output "region" {
  description = "Region of all this."
  value       = data.aws_region.current.id
}

output "served" {
  description = "What should be served, for the check after an apply: `terraform output -json | inferway smoke -`."
  value = {
    region = data.aws_region.current.id

    functions = {
      prediction = {
        name         = module.prediction.function_name
        alias        = module.prediction.alias_name
        version      = module.prediction.version
        image_digest = var.prediction_image.digest
      }
    }

    endpoints = {
      for key, endpoint in local.endpoints : key => merge(endpoint.served, {
        input_url = var.endpoints[key].async == null ? null : "${trimsuffix(var.endpoints[key].async.input_s3_uri, "/")}/"
      })
    }

    model_store = {
      bucket      = module.model_store.bucket_name
      pointer_key = module.model_store.pointer_key
    }
  }
}
