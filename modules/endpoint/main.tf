data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.id

  serverless = var.kind == "serverless"

  endpoint_name = module.name.name

  # As SageMaker writes it. Known while the endpoint is stopped, too.
  endpoint_arn = "arn:${local.partition}:sagemaker:${local.region}:${local.account_id}:endpoint/${lower(local.endpoint_name)}"

  # Stopped on purpose: neither the endpoint nor what scales it is to be there,
  # and all else stays for its start.
  stopped = contains(var.stopped_endpoints, local.endpoint_name)

  # A deployment shifts traffic between variants of one name only.
  variant_name = "AllTraffic"

  # The parts of <account>.dkr.ecr.<region>.amazonaws.com/<name>.
  repository = regex(
    "^(?P<registry_id>[0-9]{12})\\.dkr\\.ecr\\.(?P<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/(?P<name>.+)$",
    var.image.repository_url,
  )
}

module "name" {
  source = "./name"

  name          = var.name
  kind          = var.kind
  instance_type = try(var.instances.type, null)
}

# Asked at plan time, so that a plan which names a ghost fails before anything
# is changed.
data "aws_ecr_image" "deployed" {
  registry_id     = local.repository.registry_id
  repository_name = local.repository.name
  image_digest    = var.image.digest

  lifecycle {
    precondition {
      condition     = local.repository.region == local.region
      error_message = "image.repository_url is in ${local.repository.region}: SageMaker pulls from a repository in its own Region only, which is ${local.region}. Replicate the image, or push it there."
    }

    postcondition {
      condition     = length(self.image_tags) > 0
      error_message = "The image ${var.image.digest} has no tag: images without one expire, and no further instance of the endpoint could start. Push it under a tag."
    }
  }
}

# A configuration cannot change. Its name must, when its content does: the
# endpoint would not notice one that was replaced under its old name.
resource "aws_sagemaker_endpoint_configuration" "endpoint" {
  name_prefix = "${var.name}-"
  kms_key_arn = local.volume_key_arn

  production_variants {
    variant_name           = local.variant_name
    model_name             = aws_sagemaker_model.endpoint.name
    initial_variant_weight = 1

    instance_type                                     = try(var.instances.type, null)
    initial_instance_count                            = local.initial_count
    container_startup_health_check_timeout_in_seconds = try(var.instances.startup_seconds, null)
    model_data_download_timeout_in_seconds            = try(var.instances.startup_seconds, null)

    dynamic "serverless_config" {
      for_each = var.serverless[*]

      content {
        memory_size_in_mb       = serverless_config.value.memory_mb
        max_concurrency         = serverless_config.value.max_concurrency
        provisioned_concurrency = try(serverless_config.value.provisioned_concurrency.min, null)
      }
    }
  }

  dynamic "async_inference_config" {
    for_each = var.async[*]

    content {
      client_config {
        max_concurrent_invocations_per_instance = async_inference_config.value.max_concurrent_per_instance
      }

      output_config {
        kms_key_id      = async_inference_config.value.kms_key_arn
        s3_output_path  = async_inference_config.value.output_s3_uri
        s3_failure_path = local.failure_s3_uri

        dynamic "notification_config" {
          for_each = async_inference_config.value.notify[*]

          content {
            error_topic   = notification_config.value.error_topic_arn
            success_topic = notification_config.value.success_topic_arn
          }
        }
      }
    }
  }

  dynamic "data_capture_config" {
    for_each = var.data_capture[*]

    content {
      enable_capture              = true
      destination_s3_uri          = data_capture_config.value.destination_s3_uri
      initial_sampling_percentage = data_capture_config.value.sampling_percent
      kms_key_id                  = data_capture_config.value.kms_key_arn

      capture_options {
        capture_mode = "Input"
      }

      capture_options {
        capture_mode = "Output"
      }
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}
