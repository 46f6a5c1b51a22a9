locals {
  # By the clock and not by a rate, which would count from the apply.
  schedules = {
    window = {
      description = "Begins a batch window of ${var.name}."
      arn         = module.window.alias_arn
      minutes     = var.batch.window_minutes
    }
    sweeper = {
      description = "Looks for unattended inferences of ${var.name}."
      arn         = module.sweeper.alias_arn
      minutes     = var.batch.sweep_minutes
    }
  }
}

module "schedules" {
  source = "../function_schedules"

  name                     = var.name
  kms_key_arn              = var.kms_key_arn
  permissions_boundary_arn = var.permissions_boundary_arn

  schedules = {
    for key, schedule in local.schedules : key => {
      name         = "${var.name}-${key}"
      description  = schedule.description
      expression   = "cron(${schedule.minutes == 60 ? "0" : "0/${schedule.minutes}"} * * * ? *)"
      function_arn = schedule.arn
      # What is later than the next one is of no use any more.
      maximum_age_seconds = max(60, schedule.minutes * 60)
      retries             = 10
    }
  }

  dead_letter_queue = {
    arn         = aws_sqs_queue.dead_letters.arn
    kms_key_arn = var.kms_key_arn
  }
}

moved {
  from = aws_scheduler_schedule_group.inferences
  to   = module.schedules.aws_scheduler_schedule_group.schedules
}

moved {
  from = aws_scheduler_schedule.inferences
  to   = module.schedules.aws_scheduler_schedule.schedules
}

moved {
  from = aws_iam_role.scheduler
  to   = module.schedules.aws_iam_role.schedules
}

moved {
  from = aws_iam_role_policy.scheduler
  to   = module.schedules.aws_iam_role_policy.schedules
}
