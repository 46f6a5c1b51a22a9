module "schedules" {
  source = "../function_schedules"

  name                     = var.name
  kms_key_arn              = var.kms_key_arn
  permissions_boundary_arn = var.permissions_boundary_arn

  schedules = {
    look = {
      name                = var.name
      description         = "Looks for endpoints that nobody uses."
      expression          = var.schedule.expression
      function_arn        = module.function.alias_arn
      maximum_age_seconds = var.schedule.retry_minutes * 60
      retries             = var.schedule.retries
      timezone            = var.schedule.timezone
    }
  }

  dead_letter_queue = {
    arn         = aws_sqs_queue.dead_letters.arn
    kms_key_arn = var.kms_key_arn
  }
}

# Runs that never reached the function. Nothing else would remember them.
resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name}-dead-letters"
  kms_master_key_id         = var.kms_key_arn
  message_retention_seconds = 14 * 24 * 3600 # the longest that SQS keeps one
}

moved {
  from = aws_scheduler_schedule_group.auto_stop
  to   = module.schedules.aws_scheduler_schedule_group.schedules
}

moved {
  from = aws_scheduler_schedule.auto_stop
  to   = module.schedules.aws_scheduler_schedule.schedules["look"]
}

moved {
  from = aws_iam_role.scheduler
  to   = module.schedules.aws_iam_role.schedules
}

moved {
  from = aws_iam_role_policy.scheduler
  to   = module.schedules.aws_iam_role_policy.schedules
}
