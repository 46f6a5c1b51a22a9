locals {
  window = {
    seconds = var.batch.window_minutes * 60

    # AWS's own rule of thumb for a queue that feeds a function.
    visibility_seconds = 6 * var.batch.window_timeout_seconds

    # A window that finds no instance leaves its messages, and the next one tries:
    # for a day and more.
    max_receives = 200
  }

  target_environment = {
    PROVISIONED_COMPONENT = try(coalesce(var.targets.provisioned.component_name), "")
    PROVISIONED_ENDPOINT  = try(var.targets.provisioned.endpoint_name, "")
    SERVERLESS_ENDPOINT   = try(var.targets.serverless.endpoint_name, "")
  }

  function_environment = {
    INFERENCES_BUCKET = aws_s3_bucket.inferences.id
    LOG_LEVEL         = var.log_level
    METRICS_NAMESPACE = "Inferway"
    RECORDS_TABLE     = var.records_table.name
  }
}

module "step" {
  source = "../image_function"

  name                     = "${var.name}-step"
  description              = "Takes one step of the workflow of ${var.name}: an attempt, the queue, or the end."
  permissions_boundary_arn = var.permissions_boundary_arn

  image           = merge(local.images.routing, { command = ["routing.step_front.handle"] })
  memory_mb       = var.memory_mb
  timeout_seconds = 90 # an endpoint may take 60 s
  policy_json     = data.aws_iam_policy_document.step.json
  tracing         = var.tracing

  environment = merge(local.function_environment, local.target_environment, {
    BATCH_QUEUE_URL = aws_sqs_queue.windows.url
    SERVICE_NAME    = "${var.name}-step"
    WINDOW_SECONDS  = local.window.seconds
  })

  alarm_topic_arns   = var.alarm_topic_arns
  kms_key_arn        = var.kms_key_arn
  log_retention_days = var.log_retention_days
}

module "window" {
  source = "../image_function"

  name                     = "${var.name}-window"
  description              = "Makes one transform job of all that waits for a batch window of ${var.name}."
  permissions_boundary_arn = var.permissions_boundary_arn

  image           = merge(local.images.batch, { command = ["batch.window_front.handle"] })
  memory_mb       = var.memory_mb
  timeout_seconds = var.batch.window_timeout_seconds
  policy_json     = data.aws_iam_policy_document.window.json
  tracing         = var.tracing

  environment = merge(local.function_environment, {
    BATCH_QUEUE_URL           = aws_sqs_queue.windows.url
    INSTANCE_COUNT            = var.batch.instances.count
    INSTANCE_TYPE             = var.batch.instances.type
    JOB_NAME_PREFIX           = var.name
    KMS_KEY_ARN               = var.kms_key_arn
    MAX_CONCURRENT_TRANSFORMS = var.batch.max_concurrent_transforms
    MAX_PAYLOAD_MB            = var.batch.max_payload_mb
    MODEL_NAME                = aws_sagemaker_model.transform.name
    SERVICE_NAME              = "${var.name}-window"
    WINDOW_MAX_RECORDS        = var.batch.max_records
  })

  alarm_topic_arns   = var.alarm_topic_arns
  kms_key_arn        = var.kms_key_arn
  log_retention_days = var.log_retention_days
}

module "results" {
  source = "../image_function"

  name                     = "${var.name}-results"
  description              = "Ends each inference of a batch window of ${var.name} whose transform job has ended."
  permissions_boundary_arn = var.permissions_boundary_arn

  image           = merge(local.images.batch, { command = ["batch.results_front.handle"] })
  memory_mb       = var.memory_mb
  timeout_seconds = 900 # thousands of records
  policy_json     = data.aws_iam_policy_document.results.json
  tracing         = var.tracing

  environment = merge(local.function_environment, {
    JOB_NAME_PREFIX = var.name
    SERVICE_NAME    = "${var.name}-results"
  })

  alarm_topic_arns   = var.alarm_topic_arns
  kms_key_arn        = var.kms_key_arn
  log_retention_days = var.log_retention_days
}

module "sweeper" {
  source = "../image_function"

  name                     = "${var.name}-sweeper"
  description              = "Starts again each inference of ${var.name} that is unfinished and that nobody works on."
  permissions_boundary_arn = var.permissions_boundary_arn

  image           = merge(local.images.batch, { command = ["batch.sweeper_front.handle"] })
  memory_mb       = var.memory_mb
  timeout_seconds = 60 * var.batch.sweep_minutes - 5 # one ends before the next begins
  policy_json     = data.aws_iam_policy_document.sweeper.json
  tracing         = var.tracing

  environment = merge(local.function_environment, {
    JOB_NAME_PREFIX   = var.name
    RESULTS_FUNCTION  = module.results.alias_arn
    SERVICE_NAME      = "${var.name}-sweeper"
    STATE_MACHINE_ARN = local.arn_of.state_machine
  })

  alarm_topic_arns   = var.alarm_topic_arns
  kms_key_arn        = var.kms_key_arn
  log_retention_days = var.log_retention_days
}
