# What the module refuses, and what its plan holds. What it creates, that one
# request wakes it, and that a digest or a version which does not exist fails the
# plan, is asked of the local AWS, in
# tests/terraform/test_scale_to_zero_endpoint.py.

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

  # So that the template is known.
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/endpoint" }
  }

  mock_resource "aws_appautoscaling_policy" {
    defaults = { arn = "arn:aws:autoscaling:eu-west-1:111111111111:scalingPolicy:1" }
  }
}

variables {
  name             = "inferway-test"
  instances        = { type = "ml.m5.large" }
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

# Applied to mocks, so that what is made of other resources is known.
run "makes_an_endpoint_that_sleeps_at_zero" {
  assert {
    condition     = output.endpoint_name == "inferway-test-zero-ml-m5-large"
    error_message = "The name must carry the kind and the instance type."
  }

  assert {
    condition     = !can(jsondecode(aws_cloudformation_stack.hosting.template_body).Resources.Configuration.Properties.ProductionVariants[0].ModelName)
    error_message = "Only a variant without a model takes components."
  }

  assert {
    condition     = jsondecode(aws_cloudformation_stack.hosting.template_body).Resources.Configuration.Properties.ExecutionRoleArn == "arn:aws:iam::111111111111:role/endpoint"
    error_message = "The configuration must have the role."
  }

  assert {
    condition = jsondecode(aws_cloudformation_stack.hosting.template_body).Resources.Configuration.Properties.ProductionVariants[0].ManagedInstanceScaling == {
      MaxInstanceCount = 1
      MinInstanceCount = 0
      Status           = "ENABLED"
    }
    error_message = "Instances must come and go with the copies, from 0."
  }

  assert {
    condition     = jsondecode(aws_cloudformation_stack.hosting.template_body).Resources.Component.Properties.RuntimeConfig.CopyCount == 1
    error_message = "SageMaker creates no component without a copy."
  }

  assert {
    condition     = jsondecode(aws_cloudformation_stack.hosting.template_body).Resources.Component.DependsOn == ["Endpoint"]
    error_message = "The component must go before the endpoint."
  }

  assert {
    condition     = jsondecode(aws_cloudformation_stack.hosting.template_body).Resources.Configuration.Properties.KmsKeyId == var.kms_key_arn
    error_message = "Volumes must be encrypted."
  }

  assert {
    condition     = aws_appautoscaling_target.copies.min_capacity == 0 && aws_appautoscaling_target.copies.scalable_dimension == "sagemaker:inference-component:DesiredCopyCount"
    error_message = "Copies must scale to zero."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.wake.threshold == 1 && aws_cloudwatch_metric_alarm.wake.comparison_operator == "GreaterThanOrEqualToThreshold"
    error_message = "A single request must wake it."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.wake.alarm_actions == toset([aws_appautoscaling_policy.wake.arn])
    error_message = "The alarm must run the policy."
  }

  assert {
    condition     = output.served.component_name == "inferway-test-zero-ml-m5-large" && output.served.model == null
    error_message = "The check after an apply must know the component."
  }

  assert {
    condition     = strcontains(output.cost_notice, "1 copy on 1 ml.m5.large, which is billed")
    error_message = "Nobody is to be promised that an apply costs nothing."
  }

  assert {
    condition = aws_sagemaker_model.component.primary_container[0].environment == tomap({
      AWS_REGION            = "eu-west-1"
      MODEL_BUCKET          = "inferway-test-models"
      MODEL_POINTER_KEY     = "live.json"
      MODEL_REFRESH_SECONDS = "60"
      OMP_NUM_THREADS       = "1"
      SERVICE_NAME          = "inferway-test-zero-ml-m5-large"
    })
    error_message = "The container must be told where the pointer is."
  }
}

run "pins_a_version" {
  variables {
    model             = { pinned = { name = "posts", version = "0123456789abcdef" } }
    network_isolation = true
  }

  assert {
    condition     = aws_sagemaker_model.component.primary_container[0].model_data_url == "s3://inferway-test-models/models/posts/0123456789abcdef/model.tar.gz"
    error_message = "SageMaker must bring the archive."
  }

  assert {
    condition     = aws_sagemaker_model.component.primary_container[0].environment["MODEL_MANIFEST_SHA256"] == sha256("{}") && !contains(keys(aws_sagemaker_model.component.primary_container[0].environment), "MODEL_BUCKET")
    error_message = "The container must load what the manifest describes, and nothing else."
  }

  assert {
    condition     = jsondecode(aws_cloudformation_stack.hosting.template_body).Resources.Configuration.Properties.EnableNetworkIsolation
    error_message = "The configuration must isolate."
  }

  assert {
    condition     = output.served.model.version == "0123456789abcdef"
    error_message = "The check after an apply must know the version."
  }
}

run "takes_other_sizes_and_a_network" {
  variables {
    instances        = { type = "ml.g5.xlarge", min = 1, max = 3 }
    copies           = { cpu_cores = 2, max = 6, memory_mb = 2048, min = 2 }
    routing_strategy = "RANDOM"
    vpc              = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] }
  }

  assert {
    condition     = !can(jsondecode(aws_cloudformation_stack.hosting.template_body).Resources.Configuration.Properties.KmsKeyId)
    error_message = "SageMaker refuses a key beside disks that encrypt themselves."
  }

  assert {
    condition     = jsondecode(aws_cloudformation_stack.hosting.template_body).Resources.Configuration.Properties.VpcConfig == { SecurityGroupIds = ["sg-1"], Subnets = ["subnet-1"] }
    error_message = "The instances must be in the network."
  }

  assert {
    condition     = jsondecode(aws_cloudformation_stack.hosting.template_body).Resources.Component.Properties.RuntimeConfig.CopyCount == 2
    error_message = "There must never be less than the smallest number."
  }

  assert {
    condition     = output.scalable_target.min == 2 && output.scalable_target.max == 6
    error_message = "The bounds must be those of the copies."
  }
}

run "gives_another_configuration_another_name" {
  command = plan

  variables {
    instances = { type = "ml.m5.large", max = 2 }
  }

  assert {
    condition     = output.endpoint_config_name != run.makes_an_endpoint_that_sleeps_at_zero.endpoint_config_name
    error_message = "The endpoint would not notice."
  }
}

run "refuses_a_region_without_components" {
  command = plan

  override_data {
    target = data.aws_region.current
    values = { id = "eu-west-3" }
  }

  variables {
    image = {
      repository_url = "111111111111.dkr.ecr.eu-west-3.amazonaws.com/inferway/prediction"
      digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  }

  expect_failures = [data.aws_region.current]
}

run "accepts_a_region_that_aws_has_added" {
  command = plan

  override_data {
    target = data.aws_region.current
    values = { id = "eu-west-3" }
  }

  variables {
    further_regions = ["eu-west-3"]
    image = {
      repository_url = "111111111111.dkr.ecr.eu-west-3.amazonaws.com/inferway/prediction"
      digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  }
}

run "refuses_an_image_of_another_region" {
  command = plan

  variables {
    image = {
      repository_url = "111111111111.dkr.ecr.us-east-1.amazonaws.com/inferway/prediction"
      digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  }

  expect_failures = [data.aws_ecr_image.deployed]
}

run "refuses_an_image_without_a_tag" {
  command = plan

  override_data {
    target = data.aws_ecr_image.deployed
    values = { image_tags = [] }
  }

  expect_failures = [data.aws_ecr_image.deployed]
}

run "refuses_a_version_that_is_not_there" {
  command = plan

  variables {
    model = { pinned = { name = "posts", version = "fedcba9876543210" } }
  }

  expect_failures = [data.aws_s3_objects.pinned]
}

run "refuses_a_public_image" {
  command = plan

  variables {
    image = {
      repository_url = "public.ecr.aws/inferway/prediction"
      digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  }

  expect_failures = [var.image]
}

run "refuses_a_tag_for_a_digest" {
  command = plan

  variables {
    image = {
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction"
      digest         = "latest"
    }
  }

  expect_failures = [var.image]
}

run "refuses_an_architecture_that_sagemaker_lacks" {
  command = plan

  variables {
    image = {
      repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction"
      digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      architecture   = "riscv64"
    }
  }

  expect_failures = [var.image]
}

run "refuses_an_image_for_other_processors" {
  command = plan

  variables {
    instances = { type = "ml.c7g.large" }
  }

  expect_failures = [var.image]
}

run "refuses_what_is_no_instance_type" {
  command = plan

  variables {
    instances = { type = "m5.large" }
  }

  expect_failures = [var.instances]
}

run "refuses_burstable_instances" {
  command = plan

  variables {
    instances = { type = "ml.t2.medium" }
  }

  expect_failures = [var.instances]
}

run "refuses_fewer_than_no_instances" {
  command = plan

  variables {
    instances = { type = "ml.m5.large", min = -1 }
  }

  expect_failures = [var.instances]
}

run "refuses_no_instance_at_most" {
  command = plan

  variables {
    instances = { type = "ml.m5.large", max = 0 }
  }

  expect_failures = [var.instances]
}

run "refuses_more_instances_at_least_than_at_most" {
  command = plan

  variables {
    instances = { type = "ml.m5.large", min = 2, max = 1 }
  }

  expect_failures = [var.instances]
}

run "refuses_parts_of_instances" {
  command = plan

  variables {
    instances = { type = "ml.m5.large", max = 1.5 }
  }

  expect_failures = [var.instances]
}

run "refuses_too_short_a_start" {
  command = plan

  variables {
    instances = { type = "ml.m5.large", startup_seconds = 59 }
  }

  expect_failures = [var.instances]
}

run "refuses_too_long_a_start" {
  command = plan

  variables {
    instances = { type = "ml.m5.large", startup_seconds = 3601 }
  }

  expect_failures = [var.instances]
}

run "refuses_fewer_than_no_copies" {
  command = plan

  variables {
    copies = { min = -1 }
  }

  expect_failures = [var.copies]
}

run "refuses_no_copy_at_most" {
  command = plan

  variables {
    copies = { max = 0 }
  }

  expect_failures = [var.copies]
}

run "refuses_more_copies_at_least_than_at_most" {
  command = plan

  variables {
    copies = { min = 3, max = 2 }
  }

  expect_failures = [var.copies]
}

run "refuses_parts_of_copies" {
  command = plan

  variables {
    copies = { max = 1.5 }
  }

  expect_failures = [var.copies]
}

run "refuses_too_small_a_part_of_a_processor" {
  command = plan

  variables {
    copies = { cpu_cores = 0.2 }
  }

  expect_failures = [var.copies]
}

run "refuses_too_little_memory" {
  command = plan

  variables {
    copies = { memory_mb = 127 }
  }

  expect_failures = [var.copies]
}

run "refuses_to_follow_no_load" {
  command = plan

  variables {
    copies = { invocations_per_minute = 0 }
  }

  expect_failures = [var.copies]
}

run "refuses_a_variable_of_the_modules_own" {
  command = plan

  variables {
    environment = { MODEL_BUCKET = "other" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_variable_that_sagemaker_does_not_take" {
  command = plan

  variables {
    environment = { "A-B" = "1" }
  }

  expect_failures = [var.environment]
}

run "refuses_what_is_no_model_name" {
  command = plan

  variables {
    model = { pinned = { name = "Posts", version = "0123456789abcdef" } }
  }

  expect_failures = [var.model]
}

run "refuses_what_is_no_version" {
  command = plan

  variables {
    model = { pinned = { name = "posts", version = "latest" } }
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

run "refuses_isolation_from_the_pointer_it_follows" {
  command = plan

  variables {
    network_isolation = true
  }

  expect_failures = [var.network_isolation]
}

run "refuses_a_name_that_grows_too_long" {
  command = plan

  variables {
    name = "a23456789012345678901234567890123456"
  }

  expect_failures = [var.name]
}

run "refuses_a_name_that_ends_in_a_hyphen" {
  command = plan

  variables {
    name = "inferway-"
  }

  expect_failures = [var.name]
}

run "refuses_a_name_that_begins_with_a_digit" {
  command = plan

  variables {
    name = "1inferway"
  }

  expect_failures = [var.name]
}

run "refuses_a_routing_that_sagemaker_lacks" {
  command = plan

  variables {
    routing_strategy = "ROUND_ROBIN"
  }

  expect_failures = [var.routing_strategy]
}

run "refuses_to_rest_for_too_long" {
  command = plan

  variables {
    scaling = { wake_seconds = 3601 }
  }

  expect_failures = [var.scaling]
}

run "refuses_to_rest_for_less_than_nothing" {
  command = plan

  variables {
    scaling = { scale_in_seconds = -1 }
  }

  expect_failures = [var.scaling]
}

run "refuses_a_network_without_subnets" {
  command = plan

  variables {
    vpc = { subnet_ids = [], security_group_ids = ["sg-1"] }
  }

  expect_failures = [var.vpc]
}

run "refuses_alarms_that_tell_nobody" {
  command = plan

  variables {
    alarm_topic_arns = []
  }

  expect_failures = [var.alarm_topic_arns]
}

run "refuses_fewer_than_no_errors" {
  command = plan

  variables {
    alarms = { errors_per_minute = -1 }
  }

  expect_failures = [var.alarms]
}

run "refuses_a_latency_that_is_never_reached" {
  command = plan

  variables {
    alarms = { latency_ms = 60001 }
  }

  expect_failures = [var.alarms]
}

run "auto_stop_is_told_by_tags" {
  command = plan

  variables {
    auto_stop = { protected = true }
  }

  assert {
    condition     = local.template.Resources.Endpoint.Properties.Tags == [{ Key = "ProtectedFromAutoStop", Value = "true" }]
    error_message = "The tag protects it."
  }
}
