# What an inference goes through that was not answered at once: a state machine
# that tries its paths, batch windows, and a sweeper for what nobody works on.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.id

  # Known before the things are, which need policies that name them.
  arn_of = {
    execution     = "arn:${local.partition}:states:${local.region}:${local.account_id}:execution:${var.name}:*"
    state_machine = "arn:${local.partition}:states:${local.region}:${local.account_id}:stateMachine:${var.name}"
    transform_job = "arn:${local.partition}:sagemaker:${local.region}:${local.account_id}:transform-job/${var.name}-*"
  }

  # Keys are used through a service, never by themselves.
  via = {
    for service in ["dynamodb", "s3", "sqs"] : service => "${service}.${local.region}.amazonaws.com"
  }

  images = {
    batch   = var.batch_image
    routing = var.routing_image
  }
}

resource "aws_sfn_state_machine" "inference" {
  #checkov:skip=CKV_AWS_284:Traces are billed one by one: whether executions are followed is the caller's to say, by var.tracing.
  #checkov:skip=CKV_AWS_285:Errors are logged, and no execution data: task tokens would be among it.
  name     = var.name
  role_arn = aws_iam_role.state_machine.arn
  type     = "STANDARD"

  definition = templatefile("${path.module}/definitions/inference.asl.json", {
    dead_letter_queue_url = aws_sqs_queue.dead_letters.url
    step_function_arn     = module.step.alias_arn
  })

  # Nothing but ids passes through it; still, no data of an execution is logged.
  logging_configuration {
    include_execution_data = false
    level                  = "ERROR"
    log_destination        = "${aws_cloudwatch_log_group.state_machine.arn}:*"
  }

  tracing_configuration {
    enabled = var.tracing
  }

  # Step Functions asks whether the role may write logs.
  depends_on = [aws_iam_role_policy.state_machine]
}

resource "aws_cloudwatch_log_group" "state_machine" {
  # Under this prefix one resource policy of the account serves every group.
  name              = "/aws/vendedlogs/states/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}
