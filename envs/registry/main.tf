# Once an account: what the environments share, and their state.

locals {
  account_id = "111111111111"
  region     = "eu-west-1"

  # A folder of lambdas is an image each.
  images = toset(["auto-stop", "batch", "failover", "prediction", "routing"])

  # Where environments with a `recovery_tier` go on when the Region above fails.
  standby_region = "eu-central-1"

  tags = {
    Environment = "registry"
    ManagedBy   = "terraform"
    Project     = "inferway"
  }
}

module "images" {
  for_each = local.images
  source   = "../../modules/image_repository"

  name = "inferway/${each.key}"

  # One setting for the whole registry: it is on one repository, for all of them.
  replication = each.key != "prediction" ? null : {
    prefix  = "inferway/"
    regions = [local.standby_region]
  }
}

# Before the first push: a repository that replication makes has no policy that lets
# Lambda pull, and its tags can be moved.
module "standby_images" {
  for_each  = local.images
  source    = "../../modules/image_repository"
  providers = { aws = aws.standby }

  name = "inferway/${each.key}"
}

moved {
  from = module.auto_stop_images
  to   = module.images["auto-stop"]
}

moved {
  from = module.batch_images
  to   = module.images["batch"]
}

moved {
  from = module.prediction_images
  to   = module.images["prediction"]
}

moved {
  from = module.routing_images
  to   = module.images["routing"]
}
