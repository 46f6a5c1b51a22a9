# Applied by tests/terraform/test_image_repository.py against the local AWS.

terraform {
  backend "s3" {}
}

provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "away"
  region = "eu-central-1"
}

module "images" {
  source = "../../../../modules/image_repository"

  name          = "inferway-test/prediction"
  untagged_days = 3
  replication   = { regions = ["eu-central-1"], prefix = "inferway-test/" }
}

# What replication does not bring along: tags that stay, scans, the policy.
module "images_away" {
  source    = "../../../../modules/image_repository"
  providers = { aws = aws.away }

  name = "inferway-test/prediction"
}

output "repository_url" {
  description = "Read by the test."
  value       = module.images.repository_url
}
