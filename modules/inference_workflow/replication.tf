# Long payloads and results go to the bucket of another Region, and come from it:
# records, which are in both, name them by key alone, and each Region reads its own
# bucket. What a batch window reads and writes is its Region's own, and stays: two
# windows of one minute would have one name. Deletes are not copied; each bucket
# forgets by its own rule.

locals {
  replicated = { for kind in ["payloads", "results"] : kind => "${kind}/" if var.replication != null }

  # By that name it is this module's bucket in the other Region, which copies to here.
  other_bucket = try(element(split(":", var.replication.bucket_arn), 5), null)
}

module "replication" {
  source = "../bucket_replication"
  count  = var.replication == null ? 0 : 1

  name                     = var.name
  destination              = var.replication
  permissions_boundary_arn = var.permissions_boundary_arn
  prefixes                 = local.replicated

  bucket = {
    arn         = aws_s3_bucket.inferences.arn
    kms_key_arn = var.kms_key_arn
    name        = aws_s3_bucket_versioning.inferences.bucket
  }
}

moved {
  from = aws_s3_bucket_replication_configuration.inferences[0]
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
