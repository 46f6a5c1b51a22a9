data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {
  lifecycle {
    postcondition {
      condition     = contains(setunion(local.known_regions, var.further_regions), self.id)
      error_message = "${self.id} is not known to have inference components that scale to zero: it refuses a variant with MinInstanceCount 0. Deploy to another Region, or use modules/endpoint with kind \"serverless\" or \"async\". If AWS has them there by now, name the Region in further_regions."
    }
  }
}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.id

  # Those of AWS's announcement of inference components; eu-west-3, for one, was
  # later seen to refuse MinInstanceCount 0.
  known_regions = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "me-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-2",
  ]

  # Kind and instance type are in the name: a change of either makes another
  # endpoint, and the old one goes when the new one serves.
  endpoint_name = "${var.name}-zero-${replace(var.instances.type, ".", "-")}"

  # There is one component on it, which is what is called, scaled and watched.
  component_name = local.endpoint_name
  variant_name   = "AllTraffic"

  # The parts of <account>.dkr.ecr.<region>.amazonaws.com/<name>.
  repository = regex(
    "^(?P<registry_id>[0-9]{12})\\.dkr\\.ecr\\.(?P<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/(?P<name>.+)$",
    var.image.repository_url,
  )

  # ml.<letters><generation><what is special>.<size>
  instance_family = try(regex("^ml\\.(?P<letters>[a-z]+)(?P<generation>[0-9]+)(?P<special>[a-z0-9-]*)\\.", var.instances.type), null)
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
      error_message = "The image ${var.image.digest} has no tag: images without one expire, and the endpoint could not wake any more. Push it under a tag."
    }
  }
}
