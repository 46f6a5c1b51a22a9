output "endpoint_arn" {
  description = "ARN of the endpoint, for the policies of who calls it."
  value       = local.endpoint_arn
  depends_on  = [aws_sagemaker_endpoint.endpoint]
}

output "endpoint_config_name" {
  description = "Name of the configuration that the endpoint should serve. SageMaker may have rolled back without a word: compare (`inferway smoke`)."
  value       = aws_sagemaker_endpoint_configuration.endpoint.name
}

output "endpoint_name" {
  description = "Name of the endpoint, which is what to call."
  value       = local.endpoint_name
  depends_on  = [aws_sagemaker_endpoint.endpoint]
}

output "kind" {
  description = "provisioned, serverless or async."
  value       = var.kind
}

output "log_group_name" {
  description = "Log group of the containers."
  value       = aws_cloudwatch_log_group.endpoint.name
}

output "role_arn" {
  description = "ARN of the role that the containers run as."
  value       = module.role.arn
}

output "scalable_target" {
  description = "What modules/scheduled_scaling takes: the scalable target and its bounds; null where nothing scales."
  value = local.bounds == null ? null : {
    service_namespace  = "sagemaker"
    resource_id        = local.resource_id
    scalable_dimension = local.dimension
    min                = local.bounds.min
    max                = local.bounds.max
    stopped            = local.stopped
  }

  # Whoever is told of it may schedule it.
  depends_on = [aws_appautoscaling_target.variant]
}

output "served" {
  description = "What should be served, for the check after an apply (`inferway smoke`); `model` is null where the live pointer decides."

  # Nothing of the endpoint itself: what is wanted is known after an apply that
  # failed, too.
  value = {
    kind                 = var.kind
    endpoint_name        = local.endpoint_name
    endpoint_config_name = aws_sagemaker_endpoint_configuration.endpoint.name
    component_name       = null
    image_digest         = var.image.digest
    model = local.pinned == null ? null : {
      name            = local.pinned.name
      version         = local.pinned.version
      manifest_sha256 = local.manifest_sha256
    }
  }
}

output "serving_config_name" {
  description = "Name of the configuration that the endpoint serves, as SageMaker says after an update."
  value       = local.serving_config_name

  # Whoever compares the two keeps what the one that serves may read.
  depends_on = [module.role]
}

output "stopped" {
  description = "Whether the endpoint is stopped on purpose, so that neither it nor its scalable target is there."
  value       = local.stopped
}

output "variant_name" {
  description = "Name of the endpoint's one variant, a dimension of its metrics."
  value       = local.variant_name
}
