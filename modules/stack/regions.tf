# Which Regions there are, and what each of them gets.

data "aws_region" "home" {}

data "aws_region" "standby" {
  provider = aws.standby
}

locals {
  home_region    = data.aws_region.home.id
  standby_region = data.aws_region.standby.id

  # Tables with replicas, and all that serves, in both Regions.
  two_regions = contains([1, 2], coalesce(var.recovery_tier, 0))

  # The data is in the other Region, in one form or another.
  recovers = var.recovery_tier != null

  # At rest this costs nothing: what is provisioned is not the standby's.
  pilot_light = var.recovery_tier == 2

  standby_endpoint_names = var.standby.endpoints != null ? var.standby.endpoints : toset([
    for name, endpoint in var.endpoints : name if !local.pilot_light || endpoint.kind == "serverless"
  ])

  standby_endpoints = {
    for name, endpoint in var.endpoints : name => merge(endpoint, {
      business_hours = local.pilot_light ? null : endpoint.business_hours
      serverless = endpoint.serverless == null ? null : merge(endpoint.serverless, {
        provisioned_concurrency = local.pilot_light ? null : endpoint.serverless.provisioned_concurrency
      })
    }) if contains(local.standby_endpoint_names, name)
  }

  # A path whose endpoint is at home alone has none in the other Region.
  standby_paths = {
    for path, name in { provisioned_endpoint = var.routing.provisioned_endpoint, serverless_endpoint = var.routing.serverless_endpoint } :
    path => name == null ? null : contains(keys(local.standby_endpoints), name) ? name : "none"
  }

  # ECR copies images under the same names and digests.
  standby_images = {
    for name, image in {
      batch      = var.batch_image
      failover   = var.failover_image
      prediction = var.prediction_image
      routing    = var.routing_image
      } : name => image == null ? null : merge(image, {
        repository_url = replace(image.repository_url, ".ecr.${local.home_region}.", ".ecr.${local.standby_region}.")
    })
  }
}
