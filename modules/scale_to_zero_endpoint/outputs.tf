output "component_name" {
  description = "Name of the inference component: a call names it beside the endpoint."
  value       = local.component_name
  depends_on  = [aws_cloudformation_stack.hosting]
}

output "cost_notice" {
  description = "What is billed, in words."
  value       = "Created, and updated, with ${local.first_copies} copy on ${max(1, var.instances.min)} ${var.instances.type}, which is billed until it has scaled in; and again from each request that wakes it."
}

output "endpoint_arn" {
  description = "ARN of the endpoint, for the policies of who calls it; they need `inference_component_arn` too."
  value       = "arn:${local.partition}:sagemaker:${local.region}:${local.account_id}:endpoint/${lower(local.endpoint_name)}"
  depends_on  = [aws_cloudformation_stack.hosting]
}

output "endpoint_config_name" {
  description = "Name of the configuration that the endpoint should serve. SageMaker may have rolled back without a word: compare (`inferway smoke`)."
  value       = local.configuration_name
  depends_on  = [aws_cloudformation_stack.hosting]
}

output "endpoint_name" {
  description = "Name of the endpoint, which is what to call."
  value       = local.endpoint_name

  # Whoever is told of it may call it, and wakes it.
  depends_on = [
    aws_cloudformation_stack.hosting,
    aws_cloudwatch_metric_alarm.wake,
  ]
}

output "inference_component_arn" {
  description = "ARN of the inference component, for the policies of who calls it."
  value       = "arn:${local.partition}:sagemaker:${local.region}:${local.account_id}:inference-component/${lower(local.component_name)}"
  depends_on  = [aws_cloudformation_stack.hosting]
}

output "kind" {
  description = "Always scale_to_zero."
  value       = "scale_to_zero"
}

output "log_group_name" {
  description = "Log group of the containers."
  value       = aws_cloudwatch_log_group.component.name
}

output "role_arn" {
  description = "ARN of the role that the containers run as."
  value       = module.role.arn
}

output "scalable_target" {
  description = "What modules/scheduled_scaling takes: the scalable target and its bounds."
  value = {
    service_namespace  = aws_appautoscaling_target.copies.service_namespace
    resource_id        = aws_appautoscaling_target.copies.resource_id
    scalable_dimension = aws_appautoscaling_target.copies.scalable_dimension
    min                = local.bounds.min
    max                = local.bounds.max
  }
}

output "served" {
  description = "What should be served, for the check after an apply (`inferway smoke`); `model` is null where the live pointer decides."

  # Without a dependency on the stack: what is wanted is known after an apply
  # that failed, too.
  value = {
    kind                 = "scale_to_zero"
    endpoint_name        = local.endpoint_name
    endpoint_config_name = local.configuration_name
    component_name       = local.component_name
    image_digest         = var.image.digest
    model = local.pinned == null ? null : {
      name            = local.pinned.name
      version         = local.pinned.version
      manifest_sha256 = local.manifest_sha256
    }
  }
}

output "variant_name" {
  description = "Name of the endpoint's one variant, a dimension of its metrics."
  value       = local.variant_name
}

output "wake_alarm_name" {
  description = "Name of the alarm that wakes the component; where its actions are off, it sleeps for ever."
  value       = aws_cloudwatch_metric_alarm.wake.alarm_name
}
