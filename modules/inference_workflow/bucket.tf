# Payloads and results that are too long for a record, and what batch windows
# read and write.

resource "aws_s3_bucket" "inferences" {
  #checkov:skip=CKV_AWS_18:Who reads a payload is in the functions' logs, by its inference; a second bucket of logs would hold the same ids.
  #checkov:skip=CKV_AWS_144:With a second Region, var.replication; with one there is nowhere to copy to.
  #checkov:skip=CKV2_AWS_62:A window's end is told by SageMaker; nothing waits for an object.
  bucket        = "${var.name}-${local.account_id}-${local.region}"
  force_destroy = var.force_destroy
}

# Replication wants versions, in both buckets and before it is set up. Nothing is
# written twice with another content, so there are none but the last.
resource "aws_s3_bucket_versioning" "inferences" {
  bucket = aws_s3_bucket.inferences.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "inferences" {
  bucket = aws_s3_bucket.inferences.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "inferences" {
  bucket = aws_s3_bucket.inferences.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "inferences" {
  bucket = aws_s3_bucket.inferences.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "inferences" {
  bucket = aws_s3_bucket.inferences.id

  # Results are kept for 7 days after an inference has ended, and the longest of
  # them takes days.
  rule {
    id     = "old-inferences"
    status = "Enabled"

    filter {}

    expiration {
      days = 14
    }

    # What has expired is gone for good a day later.
    noncurrent_version_expiration {
      noncurrent_days = 1
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  rule {
    id     = "markers-of-what-is-gone"
    status = "Enabled"

    filter {}

    expiration {
      expired_object_delete_marker = true
    }
  }

  depends_on = [aws_s3_bucket_versioning.inferences]
}

resource "aws_s3_bucket_policy" "inferences" {
  bucket = aws_s3_bucket.inferences.id
  policy = data.aws_iam_policy_document.bucket.json

  # Both write the bucket's access settings, and S3 refuses two at once.
  depends_on = [aws_s3_bucket_public_access_block.inferences]
}

data "aws_iam_policy_document" "bucket" {
  statement {
    sid       = "RefusePlainHttp"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.inferences.arn, "${aws_s3_bucket.inferences.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  # An upload that names no key gets the bucket's own. One that names any must
  # name the same. (What is missing never equals: without "Null" every upload
  # would be refused.)
  statement {
    sid       = "RefuseOtherKeys"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.inferences.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption-aws-kms-key-id"
      values   = ["false"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "s3:x-amz-server-side-encryption-aws-kms-key-id"
      values   = [var.kms_key_arn]
    }
  }
}
