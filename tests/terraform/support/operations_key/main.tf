# The key that a caller of our modules brings: CloudWatch Logs may use it.

data "aws_iam_policy_document" "operations" {
  statement {
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111111111111:root"]
    }
  }

  statement {
    actions   = ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.eu-west-1.amazonaws.com"]
    }
  }
}

resource "aws_kms_key" "operations" {
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.operations.json
}

output "arn" {
  description = "ARN of the key."
  value       = aws_kms_key.operations.arn
}
