# What another Region needs to know of this one.

locals {
  address_template = coalesce(var.api_address, "https://{api_id}.execute-api.{region}.${data.aws_partition.current.dns_suffix}/{stage}")

  own_address = replace(
    replace(
      replace(local.address_template, "{api_id}", module.api.api_id),
      "{region}", data.aws_region.current.id,
    ),
    "{stage}", module.api.stage_name,
  )
}

output "inferences_bucket_arn" {
  description = "ARN of the bucket of long payloads and results."
  value       = module.inference_workflow.bucket.arn
}

output "kms_key_arn" {
  description = "Key that encrypts logs, environments, queues, documents and alerts."
  value       = aws_kms_key.operations.arn
}

output "model_store" {
  description = "Where models lie: `bucket_arn`, `bucket_name`, `kms_key_arn`, `pointer_key`."
  value       = local.model_store
}

output "own_urls" {
  description = "Addresses of this Region alone, whatever the custom domain leads to: `inferences`, `predict`, and `ready`, which says whether it should get clients."
  value = {
    inferences = "${local.own_address}/inferences"
    predict    = "${local.own_address}/predict"
    ready      = "${local.own_address}/health/ready"
  }

  # Nobody asks before there is an answer.
  depends_on = [module.api]
}

output "usage_plan_ids" {
  description = "ID of each client's usage plan: where a copy of its key belongs."
  value       = module.api.usage_plan_ids
}
