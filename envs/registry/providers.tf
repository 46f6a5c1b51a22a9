provider "aws" {
  region              = local.region
  allowed_account_ids = [local.account_id]

  default_tags {
    tags = local.tags
  }
}

# What environments need in the Region where they go on, too.
provider "aws" {
  alias               = "standby"
  region              = local.standby_region
  allowed_account_ids = [local.account_id]

  default_tags {
    tags = local.tags
  }
}

# What is global, and what AWS tells of its charges.
provider "aws" {
  alias               = "us_east_1"
  region              = "us-east-1"
  allowed_account_ids = [local.account_id]

  default_tags {
    tags = local.tags
  }
}
