locals {
  # What scales, by kind: instances, or a serverless endpoint's warm
  # environments where it has some.
  bounds = local.serverless ? (
    try({ min = var.serverless.provisioned_concurrency.min, max = var.serverless.provisioned_concurrency.max }, null)
    ) : (
    try({ min = var.instances.min, max = var.instances.max }, null)
  )
  # Policies that scale an endpoint which is not there cannot be.
  scaled      = local.bounds != null && !local.stopped
  resource_id = "endpoint/${local.endpoint_name}/variant/${local.variant_name}"
  dimension   = "sagemaker:variant:${local.serverless ? "DesiredProvisionedConcurrency" : "DesiredInstanceCount"}"

  # Real-time endpoints and what is serverless have a metric that Application
  # Auto Scaling knows by name. Asynchronous ones publish no such: theirs is the
  # backlog.
  predefined_metric = {
    async       = null
    provisioned = "SageMakerVariantInvocationsPerInstance"
    serverless  = "SageMakerVariantProvisionedConcurrencyUtilization"
  }[var.kind]

  tracking_target = {
    async       = try(var.instances.backlog_per_instance, null)
    provisioned = try(var.instances.invocations_per_minute, null)
    serverless  = try(var.serverless.provisioned_concurrency.utilization, null)
  }[var.kind]

  # Target tracking alone never leaves zero.
  wakes = var.kind == "async" && try(var.instances.min == 0, false)
}

# Schedules and stops move both bounds, and Terraform leaves that alone. When
# they change here, the target is made again with the new ones.
resource "terraform_data" "bounds" {
  input = local.bounds
}

resource "aws_appautoscaling_target" "variant" {
  count = local.scaled ? 1 : 0

  service_namespace  = "sagemaker"
  resource_id        = "endpoint/${aws_sagemaker_endpoint.endpoint[0].name}/variant/${local.variant_name}"
  scalable_dimension = local.dimension
  min_capacity       = local.bounds.min
  max_capacity       = local.bounds.max

  lifecycle {
    # Not create_before_destroy: a new target with the bounds of an old one is
    # the same target, and would be deregistered with it.
    ignore_changes       = [max_capacity, min_capacity]
    replace_triggered_by = [terraform_data.bounds]
  }
}

resource "aws_appautoscaling_policy" "tracking" {
  count = local.scaled ? 1 : 0

  name               = "${local.endpoint_name}-tracking"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.variant[0].service_namespace
  resource_id        = aws_appautoscaling_target.variant[0].resource_id
  scalable_dimension = aws_appautoscaling_target.variant[0].scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value       = local.tracking_target
    scale_in_cooldown  = var.scaling.scale_in_seconds
    scale_out_cooldown = var.scaling.scale_out_seconds

    dynamic "predefined_metric_specification" {
      for_each = local.predefined_metric[*]

      content {
        predefined_metric_type = predefined_metric_specification.value
      }
    }

    dynamic "customized_metric_specification" {
      for_each = local.predefined_metric == null ? ["ApproximateBacklogSizePerInstance"] : []

      content {
        namespace   = "AWS/SageMaker"
        metric_name = customized_metric_specification.value
        statistic   = "Average"

        dimensions {
          name  = "EndpointName"
          value = local.endpoint_name
        }
      }
    }
  }

  lifecycle {
    # A target takes its policies with it.
    replace_triggered_by = [aws_appautoscaling_target.variant]
  }
}

resource "aws_appautoscaling_policy" "wake" {
  count = local.wakes && !local.stopped ? 1 : 0

  name               = "${local.endpoint_name}-wake"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.variant[0].service_namespace
  resource_id        = aws_appautoscaling_target.variant[0].resource_id
  scalable_dimension = aws_appautoscaling_target.variant[0].scalable_dimension

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    metric_aggregation_type = "Maximum"
    cooldown                = var.scaling.scale_out_seconds

    step_adjustment {
      metric_interval_lower_bound = 0
      scaling_adjustment          = 1
    }
  }

  lifecycle {
    replace_triggered_by = [aws_appautoscaling_target.variant]
  }
}

resource "aws_cloudwatch_metric_alarm" "wake" {
  count = local.wakes ? 1 : 0

  alarm_name        = "${local.endpoint_name}-wake"
  alarm_description = "Requests wait for ${local.endpoint_name}, which has no instance: it gets one."

  namespace   = "AWS/SageMaker"
  metric_name = "HasBacklogWithoutCapacity"
  dimensions  = { EndpointName = local.endpoint_name }
  statistic   = "Maximum"

  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # nobody waits

  # AWS takes the action away with the policy, and leaves the alarm.
  alarm_actions = aws_appautoscaling_policy.wake[*].arn
}
