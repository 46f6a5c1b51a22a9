# A key for each vault, in its Region: backups are encrypted apart from the tables,
# so that they outlive the tables' key.

resource "aws_kms_key" "home" {
  description             = "Encrypts the backups of ${var.name_prefix}."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "home" {
  name          = "alias/${local.vault_name}"
  target_key_id = aws_kms_key.home.key_id
}

resource "aws_kms_key" "copy" {
  provider = aws.copy

  description             = "Encrypts the copies of backups of ${var.name_prefix}."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "copy" {
  provider = aws.copy

  name          = "alias/${local.vault_name}"
  target_key_id = aws_kms_key.copy.key_id
}

data "aws_iam_policy_document" "key" {
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
      identifiers = ["arn:${local.partition}:iam::${local.account_id}:root"]
    }
  }
}
