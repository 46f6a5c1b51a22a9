module "actions" {
  source = "./actions"

  holidays = var.holidays
  outside  = var.outside
  windows  = var.windows
}

locals {
  # Of an existing target the caller says with which bounds it was registered;
  # of one registered here those are the bounds outside of every window.
  registered = {
    max                = var.target.register ? var.outside.max : var.target.max
    min                = var.target.register ? var.outside.min : var.target.min
    resource_id        = var.target.resource_id
    scalable_dimension = var.target.scalable_dimension
    service_namespace  = var.target.service_namespace
  }
}

# A target that is registered anew has lost its scheduled actions.
resource "terraform_data" "registered" {
  input = local.registered
}

resource "aws_appautoscaling_target" "scaled" {
  count = var.target.register && !var.target.stopped ? 1 : 0

  service_namespace  = local.registered.service_namespace
  resource_id        = local.registered.resource_id
  scalable_dimension = local.registered.scalable_dimension
  min_capacity       = local.registered.min
  max_capacity       = local.registered.max

  lifecycle {
    # The schedule moves them. Not create_before_destroy: the new target would be
    # the old one, and go with it.
    ignore_changes       = [max_capacity, min_capacity]
    replace_triggered_by = [terraform_data.registered]
  }
}

resource "aws_appautoscaling_scheduled_action" "step" {
  for_each = { for name, action in module.actions.actions : name => action if !var.target.stopped }

  name               = "${var.name}-${each.key}"
  service_namespace  = local.registered.service_namespace
  resource_id        = local.registered.resource_id
  scalable_dimension = local.registered.scalable_dimension

  schedule = each.value.schedule
  timezone = var.timezone

  # Both: one alone leaves capacity beyond the other where it is.
  scalable_target_action {
    min_capacity = each.value.min
    max_capacity = each.value.max
  }

  lifecycle {
    replace_triggered_by = [terraform_data.registered]
  }

  depends_on = [aws_appautoscaling_target.scaled]
}
