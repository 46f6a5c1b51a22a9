# The state of every root, this one included. A person makes the bucket, because
# the backend needs it before the first plan; then it is adopted:
#
#   aws s3api create-bucket --bucket inferway-111111111111-tfstate \
#     --region eu-west-1 --create-bucket-configuration LocationConstraint=eu-west-1

import {
  to = aws_s3_bucket.state
  id = "inferway-${local.account_id}-tfstate"
}

resource "aws_s3_bucket" "state" {
  #checkov:skip=CKV_AWS_18:Versions tell what changed; who changed it is in CloudTrail, which is the account's.
  #checkov:skip=CKV_AWS_144:Versioned in one Region. Everything in it can be imported again.
  #checkov:skip=CKV2_AWS_61:Every old state is kept: they are small, and the only way back from a bad apply.
  #checkov:skip=CKV2_AWS_62:Nothing waits for a state.
  bucket = "inferway-${local.account_id}-tfstate"

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id

  versioning_configuration {
    status = "Enabled"
  }
}

# The values of generated API keys are in the state: reading it takes this key.
resource "aws_kms_key" "state" {
  description             = "Encrypts Terraform's state."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.state_key.json

  # The states of all environments would be lost with it.
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "state" {
  name          = "alias/inferway-tfstate"
  target_key_id = aws_kms_key.state.key_id
}

data "aws_iam_policy_document" "state_key" {
  #checkov:skip=CKV_AWS_109:A key policy says who may manage the key; without the account itself nobody could.
  #checkov:skip=CKV_AWS_111:In a key policy "*" is this key.
  #checkov:skip=CKV_AWS_356:In a key policy "*" is this key.

  # Hands the decision to IAM.
  statement {
    sid       = "PoliciesOfThisAccountDecide"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${local.account_id}:root"]
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  bucket = aws_s3_bucket.state.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.state.arn
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "state" {
  bucket = aws_s3_bucket.state.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "state" {
  bucket = aws_s3_bucket.state.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "state" {
  statement {
    sid       = "RefusePlainHttp"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.state.arn, "${aws_s3_bucket.state.arn}/*"]

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

  # What names no encryption gets the bucket's own. (What is missing never
  # equals: without "Null" every state would be refused.)
  statement {
    sid       = "RefuseOtherEncryption"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.state.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption"
      values   = ["false"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "s3:x-amz-server-side-encryption"
      values   = ["aws:kms"]
    }
  }
}

resource "aws_s3_bucket_policy" "state" {
  bucket = aws_s3_bucket.state.id
  policy = data.aws_iam_policy_document.state.json

  # Both write the bucket's access settings, and S3 refuses two at once.
  depends_on = [aws_s3_bucket_public_access_block.state]
}
