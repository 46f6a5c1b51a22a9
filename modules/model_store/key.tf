# Reading a model takes two permissions, on the object and on this key: whoever
# may list and copy buckets does not thereby have the models.
resource "aws_kms_key" "models" {
  description             = "Encrypts the models of ${var.name_prefix}."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.models_key.json
}

resource "aws_kms_alias" "models" {
  name          = "alias/${var.name_prefix}-models"
  target_key_id = aws_kms_key.models.key_id
}

data "aws_iam_policy_document" "models_key" {
  #checkov:skip=CKV_AWS_109:A key policy says who may manage the key; without the account itself nobody could.
  #checkov:skip=CKV_AWS_111:In a key policy "*" is this key.
  #checkov:skip=CKV_AWS_356:In a key policy "*" is this key.

  # Hands the decision to IAM: the roles that read or write models are made
  # elsewhere, each with the little it needs.
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
