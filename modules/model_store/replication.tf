# Models go to the store of another Region, the live pointer with them, each under
# the version id that the pointer names. A delete does not: what somebody removes
# here by accident, or out of malice, is still served there.

module "replication" {
  source = "../bucket_replication"
  count  = var.replication == null ? 0 : 1

  name                     = "${var.name_prefix}-models"
  destination              = var.replication
  permissions_boundary_arn = var.permissions_boundary_arn
  prefixes                 = { (local.replication_rule) = "" }

  bucket = {
    arn         = aws_s3_bucket.models.arn
    kms_key_arn = aws_kms_key.models.arn
    name        = aws_s3_bucket_versioning.models.bucket
  }
}

moved {
  from = aws_s3_bucket_replication_configuration.models[0]
  to   = module.replication[0].aws_s3_bucket_replication_configuration.replication
}

moved {
  from = aws_iam_role.replication[0]
  to   = module.replication[0].aws_iam_role.replication
}

moved {
  from = aws_iam_role_policy.replication[0]
  to   = module.replication[0].aws_iam_role_policy.replication
}
