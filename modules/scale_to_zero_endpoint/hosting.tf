locals {
  # Disks inside the machine encrypt themselves, and SageMaker refuses a key
  # beside them. A "d" says that there are some; these families have them
  # without it.
  local_disks = try(
    strcontains(local.instance_family.special, "d") || contains(
      ["dl1", "g5", "g6", "g7", "p5", "p6", "trn1", "trn2"],
      "${local.instance_family.letters}${local.instance_family.generation}",
    ),
    false,
  )

  # The variant names no model, and the role is the configuration's: that makes
  # it one for inference components, and only those scale to zero.
  configuration = merge(
    {
      EnableNetworkIsolation = var.network_isolation
      ExecutionRoleArn       = module.role.arn

      ProductionVariants = [{
        ContainerStartupHealthCheckTimeoutInSeconds = var.instances.startup_seconds
        InitialInstanceCount                        = max(1, var.instances.min)
        InstanceType                                = var.instances.type
        ModelDataDownloadTimeoutInSeconds           = var.instances.startup_seconds
        RoutingConfig                               = { RoutingStrategy = var.routing_strategy }
        VariantName                                 = local.variant_name

        # SageMaker adds instances when copies need them, and takes away those
        # without one.
        ManagedInstanceScaling = {
          MaxInstanceCount = var.instances.max
          MinInstanceCount = var.instances.min
          Status           = "ENABLED"
        }
      }]
    },
    local.local_disks ? {} : { KmsKeyId = var.kms_key_arn },
    var.vpc == null ? {} : {
      VpcConfig = {
        SecurityGroupIds = sort(var.vpc.security_group_ids)
        Subnets          = sort(var.vpc.subnet_ids)
      }
    },
  )

  # A configuration cannot change. Its name must, when its content does: the
  # endpoint would not notice one that was replaced under its old name. The
  # role goes by its name, which is known before there is an ARN.
  configuration_name = "${var.name}-${substr(sha256(jsonencode([
    merge(local.configuration, { ExecutionRoleArn = null }),
    module.role.name,
  ])), 0, 16)}"

  # What auto-stop asks of an endpoint.
  auto_stop_tags = merge(
    var.auto_stop.protected ? { ProtectedFromAutoStop = "true" } : {},
    var.auto_stop.health_checks_per_hour > 0 ? { HealthCheckRequestsPerHour = tostring(var.auto_stop.health_checks_per_hour) } : {},
  )

  # SageMaker creates no component without a copy.
  first_copies = max(1, var.copies.min)

  template = {
    AWSTemplateFormatVersion = "2010-09-09"
    Description              = "The endpoint ${local.endpoint_name}, made by modules/scale_to_zero_endpoint."

    Resources = {
      Configuration = {
        Type       = "AWS::SageMaker::EndpointConfig"
        Properties = merge(local.configuration, { EndpointConfigName = local.configuration_name })
      }

      Endpoint = {
        Type = "AWS::SageMaker::Endpoint"
        Properties = merge(
          {
            EndpointConfigName = { "Fn::GetAtt" = ["Configuration", "EndpointConfigName"] }
            EndpointName       = local.endpoint_name
          },
          length(local.auto_stop_tags) == 0 ? {} : { Tags = [for key, value in local.auto_stop_tags : { Key = key, Value = value }] },
        )
      }

      # Deleting an endpoint leaves its components behind: they go first.
      Component = {
        Type      = "AWS::SageMaker::InferenceComponent"
        DependsOn = ["Endpoint"]
        Properties = {
          EndpointName           = { "Fn::GetAtt" = ["Endpoint", "EndpointName"] }
          InferenceComponentName = local.component_name
          RuntimeConfig          = { CopyCount = local.first_copies }
          VariantName            = local.variant_name

          Specification = {
            ComputeResourceRequirements = {
              MinMemoryRequiredInMb    = var.copies.memory_mb
              NumberOfCpuCoresRequired = var.copies.cpu_cores
            }
            ModelName = aws_sagemaker_model.component.name
            StartupParameters = {
              ContainerStartupHealthCheckTimeoutInSeconds = var.instances.startup_seconds
              ModelDataDownloadTimeoutInSeconds           = var.instances.startup_seconds
            }
          }
        }
      }
    }
  }
}

# The provider has no resource for inference components yet. What is called a
# stack stays within this file.
resource "aws_cloudformation_stack" "hosting" {
  #checkov:skip=CKV_AWS_124:Terraform waits for the stack and tells what went wrong; nobody else changes it.
  name          = local.endpoint_name
  template_body = jsonencode(local.template)

  # A stack that could not be made leaves nothing, so that the next apply can
  # make one of the same name.
  on_failure = "DELETE"

  lifecycle {
    create_before_destroy = true
  }

  timeouts {
    create = "60m"
    delete = "60m"
    update = "60m"
  }

  # SageMaker makes a missing log group itself, without retention or key, as
  # soon as a container starts; and starts it before its permissions are there.
  depends_on = [
    aws_cloudwatch_log_group.component,
    module.role,
  ]
}
