locals {
  bounds = { min = var.copies.min, max = var.copies.max }
}

# Schedules and stops move both bounds, and Terraform leaves that alone. When
# they change here, or the component is another one of the same name, the target
# is made again.
resource "terraform_data" "scaled" {
  input = {
    bounds    = local.bounds
    component = aws_cloudformation_stack.hosting.id
  }
}

resource "aws_appautoscaling_target" "copies" {
  service_namespace  = "sagemaker"
  resource_id        = "inference-component/${local.component_name}"
  scalable_dimension = "sagemaker:inference-component:DesiredCopyCount"
  min_capacity       = local.bounds.min
  max_capacity       = local.bounds.max

  lifecycle {
    # Not create_before_destroy: a new target with the bounds of an old one is
    # the same target, and would be deregistered with it.
    ignore_changes       = [max_capacity, min_capacity]
    replace_triggered_by = [terraform_data.scaled]
  }

  # Of what is there; and gone before that goes.
  depends_on = [aws_cloudformation_stack.hosting]
}

# Follows the load, and goes to zero without any. Alone it never leaves zero: no
# copy, no invocations of a copy.
resource "aws_appautoscaling_policy" "tracking" {
  name               = "${local.component_name}-tracking"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.copies.service_namespace
  resource_id        = aws_appautoscaling_target.copies.resource_id
  scalable_dimension = aws_appautoscaling_target.copies.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value       = var.copies.invocations_per_minute
    scale_in_cooldown  = var.scaling.scale_in_seconds
    scale_out_cooldown = var.scaling.scale_out_seconds

    predefined_metric_specification {
      predefined_metric_type = "SageMakerInferenceComponentInvocationsPerCopy"
    }
  }

  lifecycle {
    # A target takes its policies with it.
    replace_triggered_by = [aws_appautoscaling_target.copies]
  }
}

# Leaves zero, one copy at a time.
resource "aws_appautoscaling_policy" "wake" {
  name               = "${local.component_name}-wake"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.copies.service_namespace
  resource_id        = aws_appautoscaling_target.copies.resource_id
  scalable_dimension = aws_appautoscaling_target.copies.scalable_dimension

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    metric_aggregation_type = "Maximum"

    # Requests fail until the copy answers, and the alarm rings all the while:
    # that is no reason for a second one.
    cooldown = var.scaling.wake_seconds

    step_adjustment {
      metric_interval_lower_bound = 0
      scaling_adjustment          = 1
    }
  }

  lifecycle {
    replace_triggered_by = [aws_appautoscaling_target.copies]
  }
}
