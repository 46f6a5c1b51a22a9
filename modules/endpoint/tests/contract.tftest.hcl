# What the module refuses, and what its plan holds. What it creates, that a
# digest or a version which does not exist fails the plan, and that each change
# applies in one go, is asked of the local AWS, in
# tests/terraform/test_endpoint.py.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_ecr_image" {
    defaults = { image_tags = ["1.0.0"] }
  }

  mock_data "aws_s3_objects" {
    defaults = { keys = ["models/posts/0123456789abcdef/manifest.json", "models/posts/0123456789abcdef/model.pkl", "models/posts/0123456789abcdef/model.tar.gz"] }
  }

  mock_data "aws_s3_object" {
    defaults = { body = "{}" }
  }
}

variables {
  name             = "inferway-test"
  kind             = "provisioned"
  instances        = { type = "ml.m5.large", max = 4 }
  kms_key_arn      = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
  alarm_topic_arns = ["arn:aws:sns:eu-west-1:111111111111:alerts"]

  image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction"
    digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }

  model_store = {
    bucket_arn  = "arn:aws:s3:::inferway-test-models"
    bucket_name = "inferway-test-models"
    kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/11111111-1111-1111-1111-111111111111"
    pointer_key = "live.json"
  }
}

run "accepts_the_smallest_input" {
  command = plan

  assert {
    condition     = aws_sagemaker_endpoint.endpoint[0].name == "inferway-test-ml-m5-large"
    error_message = "The name must carry the instance type."
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.name_prefix == "inferway-test-"
    error_message = "Each configuration must have a name of its own."
  }

  assert {
    condition     = aws_sagemaker_model.endpoint.primary_container[0].image == "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    error_message = "The image must be named by its digest."
  }

  assert {
    condition     = aws_sagemaker_model.endpoint.primary_container[0].model_data_url == null
    error_message = "What follows the pointer gets no archive."
  }

  assert {
    condition = aws_sagemaker_model.endpoint.primary_container[0].environment == tomap({
      AWS_REGION            = "eu-west-1"
      MODEL_BUCKET          = "inferway-test-models"
      MODEL_POINTER_KEY     = "live.json"
      MODEL_REFRESH_SECONDS = "60"
      OMP_NUM_THREADS       = "1"
      SERVICE_NAME          = "inferway-test-ml-m5-large"
    })
    error_message = "The container must be told where the pointer is."
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.production_variants[0].initial_instance_count == 1
    error_message = "It must start with the smallest number."
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.production_variants[0].instance_type == "ml.m5.large"
    error_message = "It must run on what was asked for."
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.kms_key_arn == var.kms_key_arn
    error_message = "Volumes must be encrypted with the key."
  }

  assert {
    condition     = aws_cloudwatch_log_group.endpoint.name == "/aws/sagemaker/Endpoints/inferway-test-ml-m5-large"
    error_message = "The log group must be the one that SageMaker writes."
  }

  assert {
    condition     = output.served.model == null
    error_message = "The live pointer decides."
  }
}

run "serverless_has_one_worker_and_no_instances" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = null
    serverless = { memory_mb = 3072, max_concurrency = 7 }
  }

  assert {
    condition     = aws_sagemaker_endpoint.endpoint[0].name == "inferway-test-serverless"
    error_message = "The name must carry the kind."
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.production_variants[0].serverless_config[0].memory_size_in_mb == 3072
    error_message = "It must have the memory that was asked for."
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.production_variants[0].serverless_config[0].max_concurrency == 7
    error_message = "It must have the concurrency that was asked for."
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.production_variants[0].instance_type == null && aws_sagemaker_endpoint_configuration.endpoint.production_variants[0].initial_instance_count == null
    error_message = "There are no instances."
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.kms_key_arn == null
    error_message = "There is no volume to encrypt."
  }

  assert {
    condition     = aws_sagemaker_model.endpoint.primary_container[0].environment.SAGEMAKER_MODEL_SERVER_WORKERS == "1"
    error_message = "One request at a time needs one worker, and one model in memory."
  }

  assert {
    condition     = length(aws_sagemaker_endpoint.endpoint[0].deployment_config) == 0
    error_message = "SageMaker has no guarded deployments there."
  }

  assert {
    condition     = length(aws_appautoscaling_target.variant) == 0
    error_message = "Nothing scales but provisioned concurrency."
  }

  assert {
    condition     = output.scalable_target == null
    error_message = "Nothing scales but provisioned concurrency."
  }
}

run "async_is_in_the_name" {
  command = plan

  variables {
    kind      = "async"
    async     = { input_s3_uri = "s3://inferway-test-async/requests", output_s3_uri = "s3://inferway-test-async/answers/", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222" }
    instances = { type = "ml.m5.large", min = 0, max = 4 }
  }

  assert {
    condition     = aws_sagemaker_endpoint.endpoint[0].name == "inferway-test-async-ml-m5-large"
    error_message = "The name must carry kind and instance type."
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.async_inference_config[0].output_config[0].s3_output_path == "s3://inferway-test-async/answers/"
    error_message = "Answers must go where they were asked for."
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.async_inference_config[0].output_config[0].s3_failure_path == "s3://inferway-test-async/answers/failures"
    error_message = "Failures must be kept too."
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.production_variants[0].initial_instance_count == 1
    error_message = "SageMaker deploys to one instance at least."
  }
}

run "provisioned_follows_invocations" {
  command = plan

  variables {
    instances = { type = "ml.m5.large", min = 2, max = 4, invocations_per_minute = 90 }
  }

  assert {
    condition     = aws_appautoscaling_target.variant[0].scalable_dimension == "sagemaker:variant:DesiredInstanceCount"
    error_message = "Instances scale."
  }

  assert {
    condition     = aws_appautoscaling_target.variant[0].min_capacity == 2 && aws_appautoscaling_target.variant[0].max_capacity == 4
    error_message = "The bounds must be those that were asked for."
  }

  assert {
    condition     = aws_appautoscaling_policy.tracking[0].target_tracking_scaling_policy_configuration[0].predefined_metric_specification[0].predefined_metric_type == "SageMakerVariantInvocationsPerInstance"
    error_message = "Instances must follow invocations."
  }

  assert {
    condition     = aws_appautoscaling_policy.tracking[0].target_tracking_scaling_policy_configuration[0].target_value == 90
    error_message = "The target must be the one that was asked for."
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.production_variants[0].initial_instance_count == 2
    error_message = "It must start within the bounds."
  }

  assert {
    condition     = length(aws_appautoscaling_policy.wake) == 0
    error_message = "It never sleeps."
  }

  assert {
    condition     = output.scalable_target.resource_id == "endpoint/inferway-test-ml-m5-large/variant/AllTraffic" && output.scalable_target.min == 2 && output.scalable_target.max == 4
    error_message = "Schedules must learn what scales, and between which bounds."
  }
}

run "serverless_follows_the_use_of_warm_environments" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = null
    serverless = { provisioned_concurrency = { min = 1, max = 5 } }
  }

  assert {
    condition     = aws_appautoscaling_target.variant[0].scalable_dimension == "sagemaker:variant:DesiredProvisionedConcurrency"
    error_message = "Provisioned concurrency scales."
  }

  assert {
    condition     = aws_appautoscaling_policy.tracking[0].target_tracking_scaling_policy_configuration[0].predefined_metric_specification[0].predefined_metric_type == "SageMakerVariantProvisionedConcurrencyUtilization"
    error_message = "It must follow its use."
  }

  assert {
    condition     = aws_appautoscaling_policy.tracking[0].target_tracking_scaling_policy_configuration[0].target_value == 0.7
    error_message = "It must follow the share that is in use."
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.production_variants[0].serverless_config[0].provisioned_concurrency == 1
    error_message = "It must start with the smallest number."
  }
}

run "async_follows_its_backlog_and_wakes" {
  command = plan

  variables {
    kind      = "async"
    async     = { input_s3_uri = "s3://inferway-test-async/requests", output_s3_uri = "s3://inferway-test-async/answers/", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222" }
    instances = { type = "ml.m5.large", min = 0, max = 4 }
  }

  assert {
    condition     = length(aws_appautoscaling_policy.tracking[0].target_tracking_scaling_policy_configuration[0].predefined_metric_specification) == 0
    error_message = "No asynchronous endpoint publishes invocations."
  }

  assert {
    condition     = one(aws_appautoscaling_policy.tracking[0].target_tracking_scaling_policy_configuration[0].customized_metric_specification).metric_name == "ApproximateBacklogSizePerInstance"
    error_message = "It must follow its backlog."
  }

  assert {
    condition     = one(aws_appautoscaling_policy.wake[0].step_scaling_policy_configuration).adjustment_type == "ChangeInCapacity"
    error_message = "Without a step nothing leaves zero."
  }

  assert {
    condition     = one(one(aws_appautoscaling_policy.wake[0].step_scaling_policy_configuration).step_adjustment).scaling_adjustment == 1
    error_message = "Without a step nothing leaves zero."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.wake[0].metric_name == "HasBacklogWithoutCapacity" && aws_cloudwatch_metric_alarm.wake[0].threshold == 1
    error_message = "The first request that waits must wake it."
  }
}

run "async_that_never_sleeps_needs_no_waking" {
  command = plan

  variables {
    kind      = "async"
    async     = { input_s3_uri = "s3://inferway-test-async/requests", output_s3_uri = "s3://inferway-test-async/answers/", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222" }
    instances = { type = "ml.m5.large", min = 1 }
  }

  assert {
    condition     = length(aws_appautoscaling_policy.wake) == 0 && length(aws_cloudwatch_metric_alarm.wake) == 0
    error_message = "Nothing sleeps."
  }
}

run "rolls_back_by_its_own_alarms" {
  command = plan

  assert {
    condition     = toset(aws_sagemaker_endpoint.endpoint[0].deployment_config[0].auto_rollback_configuration[0].alarms[*].alarm_name) == toset(["inferway-test-ml-m5-large-errors", "inferway-test-ml-m5-large-latency"])
    error_message = "Both alarms must roll back."
  }

  assert {
    condition     = aws_sagemaker_endpoint.endpoint[0].deployment_config[0].blue_green_update_policy[0].traffic_routing_configuration[0].type == "ALL_AT_ONCE" && aws_sagemaker_endpoint.endpoint[0].deployment_config[0].blue_green_update_policy[0].termination_wait_in_seconds == 300
    error_message = "The old instances must wait until the new ones have proved themselves."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.endpoint : alarm.alarm_actions == toset(var.alarm_topic_arns)])
    error_message = "The alarms must tell somebody."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.endpoint["ModelLatency"].threshold == 2000000
    error_message = "SageMaker counts microseconds."
  }
}

run "deploys_to_a_canary" {
  command = plan

  variables {
    instances  = { type = "ml.m5.large", min = 2 }
    deployment = { strategy = "canary", step_percent = 50 }
  }

  assert {
    condition     = aws_sagemaker_endpoint.endpoint[0].deployment_config[0].blue_green_update_policy[0].traffic_routing_configuration[0].type == "CANARY" && aws_sagemaker_endpoint.endpoint[0].deployment_config[0].blue_green_update_policy[0].traffic_routing_configuration[0].canary_size[0].value == 50
    error_message = "The canary must be as large as was asked for."
  }
}

run "deploys_part_by_part" {
  command = plan

  variables {
    instances  = { type = "ml.m5.large", initial = 2 }
    deployment = { strategy = "linear", step_percent = 50 }
  }

  assert {
    condition     = aws_sagemaker_endpoint.endpoint[0].deployment_config[0].blue_green_update_policy[0].traffic_routing_configuration[0].linear_step_size[0].value == 50
    error_message = "The parts must be as large as was asked for."
  }
}

run "rolls" {
  command = plan

  variables {
    instances  = { type = "ml.m5.large", min = 2 }
    deployment = { strategy = "rolling", step_percent = 50 }
  }

  assert {
    condition     = aws_sagemaker_endpoint.endpoint[0].deployment_config[0].rolling_update_policy[0].maximum_batch_size[0].value == 50 && length(aws_sagemaker_endpoint.endpoint[0].deployment_config[0].blue_green_update_policy) == 0
    error_message = "SageMaker takes one of both policies."
  }
}

run "pins_a_version" {
  command = plan

  variables {
    model = { pinned = { name = "posts", version = "0123456789abcdef" } }
  }

  assert {
    condition     = aws_sagemaker_model.endpoint.primary_container[0].model_data_url == "s3://inferway-test-models/models/posts/0123456789abcdef/model.tar.gz"
    error_message = "SageMaker must unpack this version."
  }

  assert {
    condition     = aws_sagemaker_model.endpoint.primary_container[0].environment.MODEL_MANIFEST_SHA256 == sha256("{}")
    error_message = "Nothing else may be loaded."
  }

  assert {
    condition     = length([for name in keys(aws_sagemaker_model.endpoint.primary_container[0].environment) : name if contains(["MODEL_BUCKET", "MODEL_POINTER_KEY", "MODEL_REFRESH_SECONDS"], name)]) == 0
    error_message = "What is pinned follows no pointer."
  }

  assert {
    condition     = output.served.model.version == "0123456789abcdef" && output.served.model.name == "posts"
    error_message = "The check after an apply must know the version."
  }
}

run "isolates_what_is_pinned" {
  command = plan

  variables {
    model             = { pinned = { name = "posts", version = "0123456789abcdef" } }
    network_isolation = true
  }

  assert {
    condition     = aws_sagemaker_model.endpoint.enable_network_isolation
    error_message = "The network must be closed."
  }
}

run "leaves_disks_of_ml_m5d_large_to_themselves" {
  command = plan

  variables {
    instances = { type = "ml.m5d.large" }
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.kms_key_arn == null
    error_message = "SageMaker refuses a key where disks encrypt themselves."
  }
}

run "leaves_disks_of_ml_c6gd_large_to_themselves" {
  command = plan

  variables {
    instances = { type = "ml.c6gd.large" }
    image = {
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction"
      digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      architecture   = "arm64"
    }
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.kms_key_arn == null
    error_message = "SageMaker refuses a key where disks encrypt themselves."
  }
}

run "leaves_disks_of_ml_g4dn_xlarge_to_themselves" {
  command = plan

  variables {
    instances = { type = "ml.g4dn.xlarge" }
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.kms_key_arn == null
    error_message = "SageMaker refuses a key where disks encrypt themselves."
  }
}

run "leaves_disks_of_ml_g5_xlarge_to_themselves" {
  command = plan

  variables {
    instances = { type = "ml.g5.xlarge" }
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.kms_key_arn == null
    error_message = "SageMaker refuses a key where disks encrypt themselves."
  }
}

run "leaves_disks_of_ml_g6e_xlarge_to_themselves" {
  command = plan

  variables {
    instances = { type = "ml.g6e.xlarge" }
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.kms_key_arn == null
    error_message = "SageMaker refuses a key where disks encrypt themselves."
  }
}

run "leaves_disks_of_ml_p4d_24xlarge_to_themselves" {
  command = plan

  variables {
    instances = { type = "ml.p4d.24xlarge" }
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.kms_key_arn == null
    error_message = "SageMaker refuses a key where disks encrypt themselves."
  }
}

run "leaves_disks_of_ml_trn1_2xlarge_to_themselves" {
  command = plan

  variables {
    instances = { type = "ml.trn1.2xlarge" }
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.kms_key_arn == null
    error_message = "SageMaker refuses a key where disks encrypt themselves."
  }
}

run "captures_data" {
  command = plan

  variables {
    data_capture = { destination_s3_uri = "s3://captures/posts", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/33333333-3333-3333-3333-333333333333", sampling_percent = 10 }
  }

  assert {
    condition     = aws_sagemaker_endpoint_configuration.endpoint.data_capture_config[0].initial_sampling_percentage == 10 && toset(aws_sagemaker_endpoint_configuration.endpoint.data_capture_config[0].capture_options[*].capture_mode) == toset(["Input", "Output"])
    error_message = "Both sides must be kept."
  }

  assert {
    condition     = anytrue([for s in data.aws_iam_policy_document.operate.statement : toset(s.resources) == toset(["arn:aws:s3:::captures/posts/*"])])
    error_message = "It may write there."
  }
}

run "joins_a_network" {
  command = plan

  variables {
    vpc = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] }
  }

  assert {
    condition     = aws_sagemaker_model.endpoint.vpc_config[0].subnets == toset(["subnet-1"])
    error_message = "Containers must be in the subnet."
  }

  assert {
    condition     = anytrue([for s in data.aws_iam_policy_document.operate.statement : s.sid == "JoinTheNetwork"])
    error_message = "It must be allowed to."
  }
}

run "refuses_another_kind" {
  command = plan

  variables {
    kind = "batch"
  }

  expect_failures = [var.kind]
}

# S1
run "refuses_no_instance_in_real_time" {
  command = plan

  variables {
    instances = { type = "ml.m5.large", min = 0 }
  }

  expect_failures = [var.instances]
}

run "refuses_more_at_least_than_at_most" {
  command = plan

  variables {
    instances = { type = "ml.m5.large", min = 3, max = 2 }
  }

  expect_failures = [var.instances]
}

# S9
run "refuses_to_start_outside_of_the_bounds" {
  command = plan

  variables {
    instances = { type = "ml.m5.large", initial = 3, max = 2 }
  }

  expect_failures = [var.instances]
}

run "refuses_to_start_with_nothing" {
  command = plan

  variables {
    kind      = "async"
    async     = { input_s3_uri = "s3://inferway-test-async/requests", output_s3_uri = "s3://inferway-test-async/answers/", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222" }
    instances = { type = "ml.m5.large", min = 0, initial = 0 }
  }

  expect_failures = [var.instances]
}

run "refuses_an_instance_of_another_service" {
  command = plan

  variables {
    instances = { type = "m5.large" }
  }

  expect_failures = [var.instances]
}

run "refuses_provisioned_without_instances" {
  command = plan

  variables {
    instances = null
  }

  expect_failures = [var.instances]
}

run "refuses_a_target_of_nothing" {
  command = plan

  variables {
    instances = { type = "ml.m5.large", invocations_per_minute = 0 }
  }

  expect_failures = [var.instances]
}

run "refuses_more_time_to_start_than_sagemaker_gives" {
  command = plan

  variables {
    instances = { type = "ml.m5.large", startup_seconds = 3601 }
  }

  expect_failures = [var.instances]
}

# S10: a kind is one or the other.
run "refuses_serverless_with_instances" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = { type = "ml.m5.large" }
    serverless = {}
  }

  expect_failures = [var.instances]
}

run "refuses_serverless_without_its_settings" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = null
    serverless = null
  }

  expect_failures = [var.serverless]
}

# S10
run "refuses_provisioned_with_serverless_settings" {
  command = plan

  variables {
    serverless = {}
  }

  expect_failures = [var.serverless]
}

# S13
run "refuses_a_memory_that_there_is_not" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = null
    serverless = { memory_mb = 1536 }
  }

  expect_failures = [var.serverless]
}

# S13
run "refuses_more_memory_than_there_is" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = null
    serverless = { memory_mb = 7168 }
  }

  expect_failures = [var.serverless]
}

# S13
run "refuses_more_concurrency_than_there_is" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = null
    serverless = { max_concurrency = 201 }
  }

  expect_failures = [var.serverless]
}

# S13
run "refuses_no_concurrency" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = null
    serverless = { max_concurrency = 0 }
  }

  expect_failures = [var.serverless]
}

# S13
run "refuses_more_warm_than_may_run" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = null
    serverless = { max_concurrency = 5, provisioned_concurrency = { min = 1, max = 6 } }
  }

  expect_failures = [var.serverless]
}

# S13
run "refuses_to_keep_none_warm" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = null
    serverless = { provisioned_concurrency = { min = 0, max = 2 } }
  }

  expect_failures = [var.serverless]
}

run "refuses_a_use_above_one" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = null
    serverless = { provisioned_concurrency = { min = 1, max = 2, utilization = 70 } }
  }

  expect_failures = [var.serverless]
}

# S13
run "refuses_serverless_in_a_network" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = null
    serverless = {}
    vpc        = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] }
  }

  expect_failures = [var.vpc]
}

# S13
run "refuses_serverless_in_isolation" {
  command = plan

  variables {
    kind              = "serverless"
    instances         = null
    serverless        = {}
    network_isolation = true
    model             = { pinned = { name = "posts", version = "0123456789abcdef" } }
  }

  expect_failures = [var.network_isolation]
}

# S13
run "refuses_serverless_that_captures" {
  command = plan

  variables {
    kind         = "serverless"
    instances    = null
    serverless   = {}
    data_capture = { destination_s3_uri = "s3://captures/posts", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/33333333-3333-3333-3333-333333333333" }
  }

  expect_failures = [var.data_capture]
}

run "refuses_guards_that_serverless_lacks" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = null
    serverless = {}
    deployment = {}
  }

  expect_failures = [var.deployment]
}

run "refuses_arm_where_it_is_serverless" {
  command = plan

  variables {
    kind       = "serverless"
    instances  = null
    serverless = {}
    image      = { repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction", digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", architecture = "arm64" }
  }

  expect_failures = [var.image]
}

run "refuses_async_that_captures" {
  command = plan

  variables {
    kind         = "async"
    async        = { input_s3_uri = "s3://inferway-test-async/requests", output_s3_uri = "s3://inferway-test-async/answers/", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222" }
    instances    = { type = "ml.m5.large", min = 0, max = 4 }
    data_capture = { destination_s3_uri = "s3://captures/posts", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/33333333-3333-3333-3333-333333333333" }
  }

  expect_failures = [var.data_capture]
}

run "refuses_async_that_goes_nowhere" {
  command = plan

  variables {
    kind      = "async"
    async     = null
    instances = { type = "ml.m5.large", min = 0, max = 4 }
  }

  expect_failures = [var.async]
}

run "refuses_async_settings_of_another_kind" {
  command = plan

  variables {
    async = { input_s3_uri = "s3://inferway-test-async/requests", output_s3_uri = "s3://inferway-test-async/answers/", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222" }
  }

  expect_failures = [var.async]
}

run "refuses_answers_in_a_whole_bucket" {
  command = plan

  variables {
    kind      = "async"
    async     = { input_s3_uri = "s3://inferway-test-async/requests", output_s3_uri = "s3://inferway-test-async", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222" }
    instances = { type = "ml.m5.large", min = 0, max = 4 }
  }

  expect_failures = [var.async]
}

run "refuses_to_notify_nobody" {
  command = plan

  variables {
    kind      = "async"
    async     = { input_s3_uri = "s3://inferway-test-async/requests", output_s3_uri = "s3://inferway-test-async/answers/", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222", notify = { kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/any" } }
    instances = { type = "ml.m5.large", min = 0, max = 4 }
  }

  expect_failures = [var.async]
}

run "refuses_more_at_once_than_async_takes" {
  command = plan

  variables {
    kind      = "async"
    async     = { input_s3_uri = "s3://inferway-test-async/requests", output_s3_uri = "s3://inferway-test-async/answers/", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222", max_concurrent_per_instance = 1001 }
    instances = { type = "ml.m5.large", min = 0, max = 4 }
  }

  expect_failures = [var.async]
}

run "refuses_isolation_that_follows_the_pointer" {
  command = plan

  variables {
    network_isolation = true
  }

  expect_failures = [var.network_isolation]
}

run "refuses_a_version_that_is_none" {
  command = plan

  variables {
    model = { pinned = { name = "posts", version = "latest" } }
  }

  expect_failures = [var.model]
}

run "refuses_a_model_that_is_none" {
  command = plan

  variables {
    model = { pinned = { name = "Posts/1", version = "0123456789abcdef" } }
  }

  expect_failures = [var.model]
}

run "refuses_to_look_all_the_time" {
  command = plan

  variables {
    model = { refresh_seconds = 0 }
  }

  expect_failures = [var.model]
}

run "refuses_a_version_that_was_never_published" {
  command = plan

  variables {
    model = { pinned = { name = "posts", version = "0123456789abcdef" } }
  }

  override_data {
    target = data.aws_s3_objects.pinned[0]
    values = { keys = [] }
  }

  expect_failures = [data.aws_s3_objects.pinned]
}

run "refuses_a_version_without_its_archive" {
  command = plan

  variables {
    model = { pinned = { name = "posts", version = "0123456789abcdef" } }
  }

  override_data {
    target = data.aws_s3_objects.pinned[0]
    values = { keys = ["models/posts/0123456789abcdef/manifest.json"] }
  }

  expect_failures = [data.aws_s3_objects.pinned]
}

run "refuses_arm_on_intel" {
  command = plan

  variables {
    image = { repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction", digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", architecture = "arm64" }
  }

  expect_failures = [var.image]
}

run "refuses_intel_on_arm" {
  command = plan

  variables {
    instances = { type = "ml.c7g.large" }
  }

  expect_failures = [var.image]
}

run "accepts_arm_on_arm" {
  command = plan

  variables {
    instances = { type = "ml.c6gn.large" }
    image     = { repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction", digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", architecture = "arm64" }
  }
}

# "g" is a family here, and no processor.
run "accepts_intel_on_a_graphics_card" {
  command = plan

  variables {
    instances = { type = "ml.g5.xlarge" }
  }
}

run "refuses_a_public_image" {
  command = plan

  variables {
    image = { repository_url = "public.ecr.aws/inferway/prediction", digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  }

  expect_failures = [var.image]
}

run "refuses_a_tag_beside_the_digest" {
  command = plan

  variables {
    image = { repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction:latest", digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  }

  expect_failures = [var.image]
}

run "refuses_a_tag_for_a_digest" {
  command = plan

  variables {
    image = { repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction", digest = "latest" }
  }

  expect_failures = [var.image]
}

run "refuses_an_architecture_that_sagemaker_lacks" {
  command = plan

  variables {
    image = { repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction", digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", architecture = "riscv64" }
  }

  expect_failures = [var.image]
}

run "refuses_an_image_of_another_region" {
  command = plan

  variables {
    image = { repository_url = "111111111111.dkr.ecr.us-east-1.amazonaws.com/inferway/prediction", digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  }

  expect_failures = [data.aws_ecr_image.deployed]
}

run "refuses_an_image_that_will_expire" {
  command = plan

  override_data {
    target = data.aws_ecr_image.deployed
    values = { image_tags = [] }
  }

  expect_failures = [data.aws_ecr_image.deployed]
}

run "refuses_another_strategy" {
  command = plan

  variables {
    deployment = { strategy = "recreate" }
  }

  expect_failures = [var.deployment]
}

run "refuses_a_canary_without_a_size" {
  command = plan

  variables {
    instances  = { type = "ml.m5.large", min = 2 }
    deployment = { strategy = "canary" }
  }

  expect_failures = [var.deployment]
}

run "refuses_a_canary_of_more_than_half" {
  command = plan

  variables {
    instances  = { type = "ml.m5.large", min = 2 }
    deployment = { strategy = "canary", step_percent = 51 }
  }

  expect_failures = [var.deployment]
}

run "refuses_small_linear_steps" {
  command = plan

  variables {
    instances  = { type = "ml.m5.large", min = 2 }
    deployment = { strategy = "linear", step_percent = 9 }
  }

  expect_failures = [var.deployment]
}

run "refuses_parts_of_one_instance" {
  command = plan

  variables {
    deployment = { strategy = "canary", step_percent = 50 }
  }

  expect_failures = [var.deployment]
}

run "refuses_a_size_where_there_are_no_parts" {
  command = plan

  variables {
    deployment = { step_percent = 50 }
  }

  expect_failures = [var.deployment]
}

run "refuses_a_bake_of_more_than_an_hour" {
  command = plan

  variables {
    deployment = { bake_seconds = 3601 }
  }

  expect_failures = [var.deployment]
}

run "refuses_to_give_up_before_the_end" {
  command = plan

  variables {
    instances  = { type = "ml.m5.large", min = 2 }
    deployment = { strategy = "linear", step_percent = 10, wait_seconds = 300, timeout_seconds = 3000 }
  }

  expect_failures = [var.deployment]
}

run "refuses_more_time_than_the_provider_takes" {
  command = plan

  variables {
    deployment = { timeout_seconds = 14401 }
  }

  expect_failures = [var.deployment]
}

run "refuses_a_bucket_for_a_folder" {
  command = plan

  variables {
    data_capture = { destination_s3_uri = "s3://captures", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/33333333-3333-3333-3333-333333333333" }
  }

  expect_failures = [var.data_capture]
}

run "refuses_to_capture_nothing" {
  command = plan

  variables {
    data_capture = { destination_s3_uri = "s3://captures/posts", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/33333333-3333-3333-3333-333333333333", sampling_percent = 0 }
  }

  expect_failures = [var.data_capture]
}

run "refuses_a_network_without_subnets" {
  command = plan

  variables {
    vpc = { subnet_ids = [], security_group_ids = ["sg-1"] }
  }

  expect_failures = [var.vpc]
}

run "refuses_variables_that_the_module_sets" {
  command = plan

  variables {
    environment = { MODEL_BUCKET = "another" }
  }

  expect_failures = [var.environment]
}

run "refuses_variables_that_are_too_long" {
  command = plan

  variables {
    environment = { LOG_LEVEL = format("%01025d", 0) }
  }

  expect_failures = [var.environment]
}

run "refuses_a_name_that_grows_too_long" {
  command = plan

  variables {
    name = "a123456789b123456789c123456789d12345"
  }

  expect_failures = [var.name]
}

run "refuses_a_name_that_ends_with_a_hyphen" {
  command = plan

  variables {
    name = "inferway-"
  }

  expect_failures = [var.name]
}

run "accepts_the_longest_name" {
  command = plan

  variables {
    name      = "a123456789b123456789c123456789d1234"
    kind      = "async"
    async     = { input_s3_uri = "s3://inferway-test-async/requests", output_s3_uri = "s3://inferway-test-async/answers/", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-2222-2222-222222222222" }
    instances = { type = "ml.trn1n.32xlarge" }
  }

  assert {
    condition     = length(aws_sagemaker_endpoint.endpoint[0].name) <= 63
    error_message = "SageMaker allows 63 characters."
  }
}

run "refuses_alarms_that_tell_nobody" {
  command = plan

  variables {
    alarm_topic_arns = []
  }

  expect_failures = [var.alarm_topic_arns]
}

run "refuses_a_latency_that_never_comes" {
  command = plan

  variables {
    alarms = { latency_ms = 60001 }
  }

  expect_failures = [var.alarms]
}

run "refuses_fewer_errors_than_none" {
  command = plan

  variables {
    alarms = { errors_per_minute = -1 }
  }

  expect_failures = [var.alarms]
}

run "refuses_to_rest_for_more_than_an_hour" {
  command = plan

  variables {
    scaling = { scale_in_seconds = 3601 }
  }

  expect_failures = [var.scaling]
}

run "what_is_stopped_keeps_all_but_the_endpoint" {
  command = plan

  variables {
    kind              = "async"
    stopped_endpoints = ["inferway-test-async-ml-m5-large", "another"]
    instances         = { type = "ml.m5.large", min = 0, max = 2 }
    async = {
      input_s3_uri  = "s3://inferway-test-requests/in/"
      output_s3_uri = "s3://inferway-test-requests/out/"
      kms_key_arn   = "arn:aws:kms:eu-west-1:111111111111:key/11111111-1111-1111-1111-111111111111"
    }
  }

  assert {
    condition = length(concat(
      aws_sagemaker_endpoint.endpoint[*],
      aws_appautoscaling_target.variant[*],
      aws_appautoscaling_policy.tracking[*],
      aws_appautoscaling_policy.wake[*],
    )) == 0
    error_message = "Neither the endpoint nor what scales it is to be there."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.wake) == 1 && length(aws_cloudwatch_metric_alarm.wake[0].alarm_actions) == 0
    error_message = "The alarm stays, without the action that AWS takes with the policy."
  }

  assert {
    condition = output.stopped && output.endpoint_name == "inferway-test-async-ml-m5-large" && output.scalable_target == {
      service_namespace  = "sagemaker"
      resource_id        = "endpoint/inferway-test-async-ml-m5-large/variant/AllTraffic"
      scalable_dimension = "sagemaker:variant:DesiredInstanceCount"
      min                = 0
      max                = 2
      stopped            = true
    }
    error_message = "Its names are what they were."
  }
}

run "a_stop_of_another_endpoint_is_none" {
  command = plan

  variables {
    stopped_endpoints = ["inferway-test-async-ml-m5-large"]
    auto_stop         = { protected = true, health_checks_per_hour = 60 }
  }

  assert {
    condition     = !output.stopped && aws_sagemaker_endpoint.endpoint[0].tags == tomap({ HealthCheckRequestsPerHour = "60", ProtectedFromAutoStop = "true" })
    error_message = "It is there, and auto-stop is told of it."
  }
}

run "refuses_half_a_health_check" {
  command = plan

  variables {
    auto_stop = { health_checks_per_hour = 0.5 }
  }

  expect_failures = [var.auto_stop]
}
