# Models go to the store of another Region, the live pointer with them, each under
# the version id that the pointer names. A delete does not: what somebody removes
# here by accident, or out of malice, is still served there.

resource "aws_s3_bucket_replication_configuration" "models" {
  count = var.replication == null ? 0 : 1

  bucket = aws_s3_bucket.models.id
  role   = aws_iam_role.replication[0].arn

  rule {
    id       = local.replication_rule
    priority = 1
    status   = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Disabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket = var.replication.bucket_arn

      encryption_configuration {
        replica_kms_key_id = var.replication.kms_key_arn
      }

      metrics {
        status = "Enabled"
      }
    }
  }

  lifecycle {
    precondition {
      condition     = split(":", var.replication.kms_key_arn)[3] != data.aws_region.current.id
      error_message = "replication must lead to another Region: its key is in ${data.aws_region.current.id}, where this store is."
    }
  }

  # S3 refuses it while either bucket keeps no versions, and a role that may not
  # copy yet makes the first models fail.
  depends_on = [aws_iam_role_policy.replication, aws_s3_bucket_versioning.models]
}

resource "aws_iam_role" "replication" {
  count = var.replication == null ? 0 : 1

  # Roles are the account's, in all Regions.
  name                 = "${var.name_prefix}-models-replication-${data.aws_region.current.id}"
  assume_role_policy   = data.aws_iam_policy_document.replication_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "replication" {
  count = var.replication == null ? 0 : 1

  name   = "replication"
  role   = aws_iam_role.replication[0].id
  policy = data.aws_iam_policy_document.replication[0].json
}

data "aws_iam_policy_document" "replication_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "replication" {
  count = var.replication == null ? 0 : 1

  statement {
    sid       = "SeeWhatIsNew"
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = [aws_s3_bucket.models.arn]
  }

  statement {
    sid       = "ReadVersions"
    actions   = ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"]
    resources = ["${aws_s3_bucket.models.arn}/*"]
  }

  statement {
    sid       = "WriteCopies"
    actions   = ["s3:ReplicateObject", "s3:ReplicateTags"]
    resources = ["${var.replication.bucket_arn}/*"]
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.models.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${data.aws_region.current.id}.amazonaws.com"]
    }

    condition {
      test     = "StringLike"
      variable = "kms:EncryptionContext:aws:s3:arn"
      values   = [aws_s3_bucket.models.arn, "${aws_s3_bucket.models.arn}/*"]
    }
  }

  statement {
    sid       = "Encrypt"
    actions   = ["kms:Encrypt"]
    resources = [var.replication.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${split(":", var.replication.kms_key_arn)[3]}.amazonaws.com"]
    }

    condition {
      test     = "StringLike"
      variable = "kms:EncryptionContext:aws:s3:arn"
      values   = [var.replication.bucket_arn, "${var.replication.bucket_arn}/*"]
    }
  }
}
