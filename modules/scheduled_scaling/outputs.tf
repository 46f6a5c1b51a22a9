output "actions" {
  description = "The scheduled actions by their names: `schedule`, `min` and `max`."
  value = {
    for action in aws_appautoscaling_scheduled_action.step : action.name => {
      max      = tonumber(action.scalable_target_action[0].max_capacity)
      min      = tonumber(action.scalable_target_action[0].min_capacity)
      schedule = action.schedule
    }
  }

  precondition {
    condition     = length(module.actions.actions) > 0
    error_message = "Nothing ever changes: windows and outside describe the same capacity at all times. Give a window another min or max, or leave the schedule out."
  }

  precondition {
    condition     = length(module.actions.actions) <= local.most_actions
    error_message = "This takes ${length(module.actions.actions)} scheduled actions, and a target has at most ${local.most_actions}. Each month with a holiday takes one more for each time at which capacity changes: leave out past holidays and those on days without a window."
  }

  precondition {
    condition     = length(local.clock_changes.skipped) == 0
    error_message = "Capacity would change at ${join(", ", local.clock_changes.skipped)}, a local time that ${var.timezone} skips when its clock goes forward: the action would not run, and what was before would hold on. Choose a time outside of that hour."
  }

  precondition {
    condition     = length(local.clock_changes.doubled) == 0
    error_message = "Capacity would change at ${join(", ", local.clock_changes.doubled)}, a local time that ${var.timezone} has twice when its clock goes back: AWS does not say in which of them the action runs. Choose a time outside of that hour."
  }
}

output "timezone" {
  description = "The time zone of the schedule."
  value       = var.timezone
}
