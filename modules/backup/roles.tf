# What AWS Backup does, in whose name. Two roles: who makes backups changes no
# table, and who restores reads no table. Both are there before they are needed.

resource "aws_iam_role" "backup" {
  name                 = "${var.name_prefix}-backup-${local.region}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "backup" {
  name   = "backup"
  role   = aws_iam_role.backup.id
  policy = data.aws_iam_policy_document.backup.json
}

# Named by the Region that it restores in.
resource "aws_iam_role" "restore" {
  name                 = "${var.name_prefix}-restore-${local.copy_region}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "restore" {
  name   = "restore"
  role   = aws_iam_role.restore.id
  policy = data.aws_iam_policy_document.restore.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["backup.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "backup" {
  statement {
    sid       = "ReadTables"
    actions   = ["dynamodb:DescribeTable", "dynamodb:ListTagsOfResource", "dynamodb:StartAwsBackupJob"]
    resources = local.table_arns
  }

  statement {
    sid       = "CopyToTheOtherVault"
    actions   = ["backup:CopyIntoBackupVault", "backup:DescribeBackupVault"]
    resources = [aws_backup_vault.home.arn, aws_backup_vault.copy.arn]
  }

  # Recovery points are named when they are made.
  statement {
    sid       = "CopyFromThisVault"
    actions   = ["backup:CopyFromBackupVault"]
    resources = ["arn:${local.partition}:backup:${local.region}:${local.account_id}:recovery-point:*"]
  }

  statement {
    sid       = "ReadWhatTablesEncrypt"
    actions   = ["kms:Decrypt", "kms:DescribeKey"]
    resources = distinct(sort([for table in values(var.tables) : table.kms_key_arn]))

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.${local.region}.amazonaws.com"]
    }
  }

  statement {
    sid       = "EncryptBackups"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
    resources = [aws_kms_key.home.arn, aws_kms_key.copy.arn]
  }

  # Copies go on for longer than a session.
  statement {
    sid       = "LetBackupUseTheKeysMeanwhile"
    actions   = ["kms:CreateGrant"]
    resources = [aws_kms_key.home.arn, aws_kms_key.copy.arn]

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }
}

data "aws_iam_policy_document" "restore" {
  statement {
    sid = "MakeTheTablesAnew"
    actions = [
      "dynamodb:BatchWriteItem",
      "dynamodb:DeleteItem",
      "dynamodb:DescribeTable",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:RestoreTableFromAwsBackup",
      "dynamodb:Scan",
      "dynamodb:UpdateItem",
    ]
    resources = [for arn in local.table_arns : replace(arn, ":${local.region}:", ":${local.copy_region}:")]
  }

  statement {
    sid       = "ReadCopies"
    actions   = ["kms:Decrypt", "kms:DescribeKey"]
    resources = [aws_kms_key.copy.arn]
  }

  # The key of the new tables is made when they are.
  statement {
    sid       = "EncryptTheTables"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
    resources = ["arn:${local.partition}:kms:${local.copy_region}:${local.account_id}:key/*"]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.${local.copy_region}.amazonaws.com"]
    }
  }

  statement {
    sid       = "LetDynamoDbUseTheKey"
    actions   = ["kms:CreateGrant"]
    resources = ["arn:${local.partition}:kms:${local.copy_region}:${local.account_id}:key/*"]

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.${local.copy_region}.amazonaws.com"]
    }
  }
}
