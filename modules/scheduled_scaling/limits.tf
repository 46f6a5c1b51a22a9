locals {
  weekdays = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]

  # By dimension, the form of the resources it belongs to.
  dimensions = {
    "lambda:function:ProvisionedConcurrency"          = "^function:[a-zA-Z0-9_-]+:[a-zA-Z0-9_-]+$"
    "sagemaker:inference-component:DesiredCopyCount"  = "^inference-component/[a-zA-Z0-9-]+$"
    "sagemaker:variant:DesiredInstanceCount"          = "^endpoint/[a-zA-Z0-9-]+/variant/[a-zA-Z0-9-]+$"
    "sagemaker:variant:DesiredProvisionedConcurrency" = "^endpoint/[a-zA-Z0-9-]+/variant/[a-zA-Z0-9-]+$"
  }

  # The least that each may have; what is not here may have none.
  lowest = lookup({
    "sagemaker:variant:DesiredInstanceCount"          = try(var.target.asynchronous, false) ? 0 : 1
    "sagemaker:variant:DesiredProvisionedConcurrency" = 1
  }, try(var.target.scalable_dimension, ""), 0)

  never_zero = "a variant of an endpoint always has an instance (only an asynchronous endpoint may have none: target.asynchronous), and one with provisioned concurrency always some. Application Auto Scaling would accept 0, and SageMaker refuse it each time."

  # Written by tests/support/time_zones.py from IANA's database.
  time_zones = jsondecode(file("${path.module}/time_zones.json"))

  # Steps of the week at local times that a change of the clock skips or doubles.
  clock_changes = {
    for kind in ["skipped", "doubled"] : kind => [
      for minute in module.actions.changes :
      format("%s %02d:%02d", local.weekdays[floor(minute / 1440)], floor(minute % 1440 / 60), minute % 60)
      if anytrue([for span in try(local.time_zones[var.timezone][kind], []) : span[0] <= minute && minute < span[1]])
    ]
  }

  # https://docs.aws.amazon.com/general/latest/gr/as-app.html
  most_actions = 200
}
