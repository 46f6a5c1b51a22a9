# What outlives a Region: records of inferences, and the config of their routing.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

resource "aws_kms_key" "tables" {
  description             = "Encrypts the tables of ${var.name_prefix}."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.tables_key.json
}

resource "aws_kms_alias" "tables" {
  name          = "alias/${var.name_prefix}-tables"
  target_key_id = aws_kms_key.tables.key_id
}

data "aws_iam_policy_document" "tables_key" {
  #checkov:skip=CKV_AWS_109:A key policy says who may manage the key; without the account itself nobody could.
  #checkov:skip=CKV_AWS_111:In a key policy "*" is this key.
  #checkov:skip=CKV_AWS_356:In a key policy "*" is this key.

  # Hands the decision to IAM: each role is allowed the little that it needs.
  statement {
    sid       = "PoliciesOfThisAccountDecide"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}

module "records" {
  source = "../global_table"

  name       = "${var.name_prefix}-inferences"
  hash_key   = "id"
  attributes = { id = "S", unfinished = "S", attendBy = "N" }

  # Only what is unfinished has both keys: a sweep reads no more than that.
  indexes = {
    unfinished-index = {
      hash_key           = "unfinished"
      range_key          = "attendBy"
      projection         = "INCLUDE"
      non_key_attributes = ["homeRegion", "run", "window"]
    }
  }

  ttl_attribute       = "expiresAt"
  deletion_protection = !var.routing.force_destroy
  kms_key_arn         = aws_kms_key.tables.arn
  replicas            = local.replicas
}

module "routing_config" {
  source = "../routing_config"

  name            = "${var.name_prefix}-routing-config"
  defaults        = var.routing.defaults
  traffic_classes = var.routing.traffic_classes

  deletion_protection = !var.routing.force_destroy
  kms_key_arn         = aws_kms_key.tables.arn
  replicas            = local.replicas
}
