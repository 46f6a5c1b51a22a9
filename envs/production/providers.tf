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
