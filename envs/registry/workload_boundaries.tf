# The most that a role of the product may do, in each environment: also when a person
# applies, every role has its environment's. Who may deploy one environment makes roles
# there, and reads with them nothing of another.

resource "aws_iam_policy" "workload_boundary" {
  for_each = local.workloads

  name        = "inferway-workload-${each.key}"
  path        = "/deploy/"
  description = "The most that a role of envs/${each.key} may do."
  policy      = data.aws_iam_policy_document.workload[each.key].json
}

# Roles have it until their environment was applied once more, so nobody could delete it.
removed {
  from = aws_iam_policy.workload

  lifecycle {
    destroy = false
  }
}

data "aws_iam_policy_document" "workload" {
  for_each = local.workloads

  #checkov:skip=CKV_AWS_108:A boundary allows nothing by itself; each role's own policy names its resources.
  #checkov:skip=CKV_AWS_109:A boundary allows nothing by itself; each role's own policy names its resources.
  #checkov:skip=CKV_AWS_111:A boundary allows nothing by itself; each role's own policy names its resources.
  #checkov:skip=CKV_AWS_356:A boundary allows nothing by itself; each role's own policy names its resources.

  statement {
    sid = "WhatTheProductUses"
    actions = [
      "application-autoscaling:*",
      "backup:Copy*",
      "backup:DescribeBackupVault",
      "cloudwatch:*",
      "dynamodb:*",
      "ec2:*NetworkInterface*",
      "ec2:Describe*",
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:GetAuthorizationToken",
      "ecr:GetDownloadUrlForLayer",
      "events:PutEvents",
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey*",
      "kms:ReEncrypt*",
      "lambda:InvokeFunction",
      "logs:*",
      "route53:GetHealthCheck*",
      "s3:*Object*",
      "s3:AbortMultipartUpload",
      "s3:GetBucket*",
      "s3:GetReplicationConfiguration",
      "s3:ListBucket*",
      "s3:Replicate*",
      "sagemaker:*",
      "sns:Publish",
      "sqs:*Message*",
      "sqs:GetQueueAttributes",
      "ssm:*Parameter*",
      "states:*",
      "tag:GetResources",
      "xray:GetSampling*",
      "xray:Put*",
    ]
    # Which resources is for each role's own policy to say.
    resources = ["*"]
  }

  # Services go on with it for longer than a session, and nobody else.
  statement {
    sid     = "LetServicesUseKeys"
    actions = ["kms:CreateGrant"]
    # Which keys is for each role's own policy to say.
    resources = ["*"]

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }

  statement {
    sid       = "HandOnRolesOfTheProduct"
    actions   = ["iam:PassRole"]
    resources = ["arn:aws:iam::${local.account_id}:role/${each.value}-*"]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["sagemaker.amazonaws.com"]
    }
  }

  # What runs a model may run anybody's code; the states hold keys of clients.
  statement {
    sid     = "NeverTheState"
    effect  = "Deny"
    actions = ["kms:*", "s3:*"]
    resources = [
      aws_kms_key.state.arn,
      aws_s3_bucket.state.arn,
      "${aws_s3_bucket.state.arn}/*",
    ]
  }

  statement {
    sid       = "NeverWhatHasAnothersName"
    effect    = "Deny"
    actions   = ["*"]
    resources = flatten([for environment, names in local.named : names if environment != each.key])
  }

  # What AWS names itself is of whose tag it has. What has none is for each role's own
  # policy to leave out.
  statement {
    sid     = "NeverWhatHasAnothersTag"
    effect  = "Deny"
    actions = ["application-autoscaling:*", "backup:*", "kms:*"]
    # Of all that has such a tag.
    resources = ["*"]

    condition {
      test     = "Null"
      variable = "aws:ResourceTag/Environment"
      values   = ["false"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "aws:ResourceTag/Environment"
      values   = [each.key]
    }
  }
}
