data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  # Bucket names are one name space for all of AWS: the account and the Region
  # make them ours.
  bucket_suffix = "${data.aws_caller_identity.current.account_id}-${data.aws_region.current.id}"

  pointer_key = "live.json"
}

resource "aws_s3_bucket" "models" {
  #checkov:skip=CKV_AWS_144:Replicated where there is another Region: `replication`.
  #checkov:skip=CKV2_AWS_62:Functions look at the pointer themselves; nothing waits for an event.
  bucket        = "${var.name_prefix}-models-${local.bucket_suffix}"
  force_destroy = var.force_destroy

  # Destroyed before its logs: while it holds models, and refuses to go, the
  # logs stay too.
  depends_on = [aws_s3_bucket.access_logs]
}

resource "aws_s3_bucket_versioning" "models" {
  bucket = aws_s3_bucket.models.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "models" {
  bucket = aws_s3_bucket.models.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.models.arn
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "models" {
  bucket = aws_s3_bucket.models.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "models" {
  bucket = aws_s3_bucket.models.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "models" {
  bucket        = aws_s3_bucket.models.id
  target_bucket = aws_s3_bucket.access_logs.id
  target_prefix = local.access_log_prefix

  # S3 refuses a target that it may not write to.
  depends_on = [aws_s3_bucket_policy.access_logs]
}

resource "aws_s3_bucket_lifecycle_configuration" "models" {
  bucket = aws_s3_bucket.models.id

  # What the pointer was before is the record of every model that was live, and
  # has no rule.
  rule {
    id     = "replaced-model-files"
    status = "Enabled"

    filter {
      prefix = "models/"
    }

    # The pointer names an object by its version. That version is only ever
    # replaced by hand, and the newest replaced ones are kept for as long as it
    # takes: so what is live survives an accident.
    noncurrent_version_expiration {
      noncurrent_days           = var.replaced_versions.days
      newer_noncurrent_versions = var.replaced_versions.keep
    }
  }

  rule {
    id     = "unfinished-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  # AWS refuses rules for replaced versions where none are kept.
  depends_on = [aws_s3_bucket_versioning.models]
}
