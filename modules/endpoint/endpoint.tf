resource "aws_sagemaker_endpoint" "endpoint" {
  count = local.stopped ? 0 : 1

  name                 = local.endpoint_name
  endpoint_config_name = aws_sagemaker_endpoint_configuration.endpoint.name

  dynamic "deployment_config" {
    for_each = local.deployment[*]
    iterator = deployment

    content {
      # Where these change, the provider replaces the endpoint, under a name
      # that is taken. So they are always the same ones.
      auto_rollback_configuration {
        dynamic "alarms" {
          for_each = aws_cloudwatch_metric_alarm.endpoint
          iterator = alarm

          content {
            alarm_name = alarm.value.alarm_name
          }
        }
      }

      dynamic "blue_green_update_policy" {
        for_each = deployment.value.strategy == "rolling" ? [] : [deployment.value]
        iterator = shift

        content {
          termination_wait_in_seconds          = shift.value.bake_seconds
          maximum_execution_timeout_in_seconds = shift.value.timeout_seconds

          traffic_routing_configuration {
            type                     = upper(shift.value.strategy)
            wait_interval_in_seconds = shift.value.wait_seconds

            dynamic "canary_size" {
              for_each = shift.value.strategy == "canary" ? [shift.value.step_percent] : []

              content {
                type  = "CAPACITY_PERCENT"
                value = canary_size.value
              }
            }

            dynamic "linear_step_size" {
              for_each = shift.value.strategy == "linear" ? [shift.value.step_percent] : []

              content {
                type  = "CAPACITY_PERCENT"
                value = linear_step_size.value
              }
            }
          }
        }
      }

      dynamic "rolling_update_policy" {
        for_each = deployment.value.strategy == "rolling" ? [deployment.value] : []
        iterator = rolling

        content {
          maximum_execution_timeout_in_seconds = rolling.value.timeout_seconds
          wait_interval_in_seconds             = rolling.value.wait_seconds

          maximum_batch_size {
            type  = "CAPACITY_PERCENT"
            value = rolling.value.step_percent
          }
        }
      }
    }
  }

  # What auto-stop asks of an endpoint.
  tags = merge(
    var.auto_stop.protected ? { ProtectedFromAutoStop = "true" } : {},
    var.auto_stop.health_checks_per_hour > 0 ? { HealthCheckRequestsPerHour = tostring(var.auto_stop.health_checks_per_hour) } : {},
  )

  lifecycle {
    create_before_destroy = true
  }

  # SageMaker makes a missing log group itself, without retention or key, as
  # soon as a container starts; and starts it before its permissions are there.
  depends_on = [
    aws_cloudwatch_log_group.endpoint,
    module.role,
  ]
}

locals {
  # What is stopped serves nothing: it starts with what is wanted.
  serving_config_name = local.stopped ? aws_sagemaker_endpoint_configuration.endpoint.name : aws_sagemaker_endpoint.endpoint[0].endpoint_config_name
}

# SageMaker calls it done when it has rolled back. To go on would delete the
# configuration that serves, and an endpoint whose configuration is gone can
# never be updated again: this depends on the new one, so the old one waits for
# it, and so does what its container may read.
resource "terraform_data" "update" {
  count = var.check_update ? 1 : 0

  input = aws_sagemaker_endpoint_configuration.endpoint.name

  lifecycle {
    precondition {
      condition     = local.serving_config_name == aws_sagemaker_endpoint_configuration.endpoint.name
      error_message = "SageMaker rolled the update of ${local.endpoint_name} back: it serves ${local.serving_config_name} as before. Look at its alarms and its log group, then apply again."
    }
  }

  depends_on = [module.role]
}
