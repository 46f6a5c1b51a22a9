# Copies what comes into a bucket to one of another Region, each object under the
# version id that it has here. Deletes are not copied: what somebody removes here by
# accident, or out of malice, is still there.

data "aws_region" "current" {}

resource "aws_s3_bucket_replication_configuration" "replication" {
  bucket = var.bucket.name
  role   = aws_iam_role.replication.arn

  dynamic "rule" {
    for_each = var.prefixes

    content {
      id       = rule.key
      priority = index(keys(var.prefixes), rule.key) + 1
      status   = "Enabled"

      filter {
        prefix = rule.value == "" ? null : rule.value
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
        bucket = var.destination.bucket_arn

        encryption_configuration {
          replica_kms_key_id = var.destination.kms_key_arn
        }

        metrics {
          status = "Enabled"
        }
      }
    }
  }

  lifecycle {
    precondition {
      condition     = local.destination_region != data.aws_region.current.id
      error_message = "replication must lead to another Region: its key is in ${data.aws_region.current.id}, where ${var.bucket.name} is."
    }
  }

  # A role that may not copy yet makes the first objects fail.
  depends_on = [aws_iam_role_policy.replication]
}
