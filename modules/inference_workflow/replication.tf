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

resource "aws_s3_bucket_replication_configuration" "inferences" {
  count = var.replication == null ? 0 : 1

  bucket = aws_s3_bucket.inferences.id
  role   = aws_iam_role.replication[0].arn

  dynamic "rule" {
    for_each = local.replicated

    content {
      id       = rule.key
      priority = index(keys(local.replicated), rule.key) + 1
      status   = "Enabled"

      filter {
        prefix = rule.value
      }

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
  }

  lifecycle {
    precondition {
      condition     = split(":", var.replication.kms_key_arn)[3] != local.region
      error_message = "replication must lead to another Region: its key is in ${local.region}, where this bucket is."
    }
  }

  # S3 refuses it while either bucket keeps no versions, and a role that may not
  # copy yet makes the first payloads fail.
  depends_on = [aws_iam_role_policy.replication, aws_s3_bucket_versioning.inferences]
}

resource "aws_iam_role" "replication" {
  count = var.replication == null ? 0 : 1

  # Roles are the account's, in all Regions.
  name                 = "${var.name}-replication-${local.region}"
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
    resources = [aws_s3_bucket.inferences.arn]
  }

  statement {
    sid       = "ReadVersions"
    actions   = ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"]
    resources = [for prefix in values(local.replicated) : "${aws_s3_bucket.inferences.arn}/${prefix}*"]
  }

  statement {
    sid       = "WriteCopies"
    actions   = ["s3:ReplicateObject", "s3:ReplicateTags"]
    resources = [for prefix in values(local.replicated) : "${var.replication.bucket_arn}/${prefix}*"]
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = [local.via["s3"]]
    }

    condition {
      test     = "StringLike"
      variable = "kms:EncryptionContext:aws:s3:arn"
      values   = [aws_s3_bucket.inferences.arn, "${aws_s3_bucket.inferences.arn}/*"]
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
