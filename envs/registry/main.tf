# Once an account: what the environments share, and their state.

locals {
  account_id = "111111111111"
  region     = "eu-west-1"

  tags = {
    Environment = "registry"
    ManagedBy   = "terraform"
    Project     = "inferway"
  }
}

module "auto_stop_images" {
  source = "../../modules/image_repository"

  name = "inferway/auto-stop"
}

module "batch_images" {
  source = "../../modules/image_repository"

  name = "inferway/batch"
}

module "prediction_images" {
  source = "../../modules/image_repository"

  name = "inferway/prediction"
}

module "routing_images" {
  source = "../../modules/image_repository"

  name = "inferway/routing"
}
