provider "aws" {
  region              = local.region
  allowed_account_ids = [local.account_id]

  default_tags {
    tags = local.tags
  }

  # Auto-stop's own mark on an idle endpoint.
  ignore_tags {
    keys = ["AutoStopMarkedAt"]
  }
}

# Where it goes on when its Region fails: for a `recovery_tier` only.
provider "aws" {
  alias               = "standby"
  region              = local.standby_region
  allowed_account_ids = [local.account_id]

  default_tags {
    tags = local.tags
  }

  ignore_tags {
    keys = ["AutoStopMarkedAt"]
  }
}

# Where Route 53 measures its health checks: for a `recovery_tier` only.
provider "aws" {
  alias               = "us_east_1"
  region              = "us-east-1"
  allowed_account_ids = [local.account_id]

  default_tags {
    tags = local.tags
  }
}
