# What each role of a deployment may do. Where AWS's names carry the environment's,
# they are named; the rest is said beside it.

locals {
  here      = "${local.region}:${local.account_id}"
  state_arn = aws_s3_bucket.state.arn
}

data "aws_iam_policy_document" "read" {
  #checkov:skip=CKV_AWS_107:No credentials: what describes repositories, not what logs in to them.
  #checkov:skip=CKV_AWS_108:Descriptions, not data: no object, and no item but the routing's defaults.
  #checkov:skip=CKV_AWS_109:Nothing that is read gives anybody rights.
  #checkov:skip=CKV_AWS_356:A plan looks at what is there, and much of that has names that AWS makes.

  statement {
    sid = "DescribeWhatIsThere"
    actions = [
      "application-autoscaling:Describe*",
      "application-autoscaling:ListTagsForResource",
      "cloudformation:Describe*",
      "cloudformation:GetTemplate",
      "cloudwatch:Describe*",
      "cloudwatch:GetMetric*",
      "cloudwatch:ListTagsForResource",
      "dynamodb:Describe*",
      "dynamodb:ListTagsOfResource",
      "ecr:Describe*",
      "ecr:Get*Policy",
      "ecr:ListTagsForResource",
      "events:Describe*",
      "events:List*",
      "iam:Get*",
      "iam:List*",
      "kms:Describe*",
      "kms:GetKey*",
      "kms:List*",
      "lambda:Get*",
      "lambda:List*",
      "logs:Describe*",
      "logs:ListTags*",
      "s3:Get*Configuration",
      "s3:GetBucket*",
      "s3:ListBucket",
      "sagemaker:Describe*",
      "sagemaker:List*",
      "scheduler:Get*",
      "scheduler:List*",
      "servicequotas:Get*",
      "sns:Get*",
      "sns:List*",
      "sqs:Get*",
      "sqs:ListQueueTags",
      "states:Describe*",
      "states:List*",
      "states:ValidateStateMachineDefinition",
      "tag:GetResources",
      "wafv2:GetWebACL*",
    ]
    # Names that AWS makes, and lists of everything.
    resources = ["*"]
  }

  statement {
    sid       = "ReadApis"
    actions   = ["apigateway:GET"]
    resources = ["arn:aws:apigateway:${local.region}::/*"]
  }

  statement {
    sid       = "ReadTheRoutingsDefaults"
    actions   = ["dynamodb:GetItem"]
    resources = [for prefix in values(local.workloads) : "arn:aws:dynamodb:${local.here}:table/${prefix}-routing-config"]
  }

  # A plan tells the version of an endpoint's pinned model, and holds its hash.
  statement {
    sid       = "ReadManifests"
    actions   = ["s3:GetObject", "s3:GetObjectTagging"]
    resources = [for prefix in values(local.workloads) : "arn:aws:s3:::${prefix}-models-*/models/*/manifest.json"]
  }

  statement {
    sid       = "DecryptManifests"
    actions   = ["kms:Decrypt"]
    resources = ["arn:aws:kms:${local.here}:key/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Environment"
      values   = keys(local.workloads)
    }

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${local.region}.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadWhatWasStopped"
    actions   = ["ssm:GetParametersByPath"]
    resources = [for prefix in values(local.workloads) : "arn:aws:ssm:${local.here}:parameter/inferway/${prefix}/*"]
  }
}

# Keys of clients are in a state: each role reads those that it plans with.
data "aws_iam_policy_document" "read_state" {
  for_each = local.workloads

  statement {
    sid       = "ReadTheState"
    actions   = ["s3:GetObject"]
    resources = ["${local.state_arn}/${each.key}.tfstate"]
  }

  statement {
    sid       = "DecryptTheState"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.state.arn]
  }
}

data "aws_iam_policy_document" "push" {
  statement {
    sid     = "LogInToTheRegistry"
    actions = ["ecr:GetAuthorizationToken"]
    # There is one registry an account, and nothing to name.
    resources = ["*"]
  }

  statement {
    sid = "PushImages"
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:CompleteLayerUpload",
      "ecr:DescribeImages",
      "ecr:GetDownloadUrlForLayer",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:UploadLayerPart",
    ]
    resources = ["arn:aws:ecr:${local.here}:repository/inferway/*"]
  }
}

data "aws_iam_policy_document" "propose" {
  statement {
    sid       = "KeepThePlan"
    actions   = ["s3:PutObject"]
    resources = ["${local.state_arn}/plans/production/*"]
  }

  statement {
    sid       = "EncryptThePlan"
    actions   = ["kms:GenerateDataKey"]
    resources = [aws_kms_key.state.arn]
  }
}

data "aws_iam_policy_document" "manage" {
  for_each = local.workloads

  statement {
    sid     = "WriteOwnState"
    actions = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    resources = [
      "${local.state_arn}/${each.key}.tfstate",
      "${local.state_arn}/${each.key}.tfstate.tflock",
    ]
  }

  # Never written here: what was approved is what somebody else proposed.
  statement {
    sid       = "ReadApprovedPlans"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = ["${local.state_arn}/plans/${each.key}/*"]
  }

  statement {
    sid       = "UseTheKeyOfStates"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.state.arn]
  }

  statement {
    sid = "ManageWhatHasTheEnvironmentsName"
    actions = [
      "cloudformation:*",
      "cloudwatch:*",
      "dynamodb:*",
      "events:*",
      "lambda:*",
      "logs:*",
      "s3:*",
      "sagemaker:*",
      "scheduler:*",
      "sns:*",
      "sqs:*",
      "ssm:*",
      "states:*",
    ]
    resources = [
      "arn:aws:cloudformation:${local.here}:stack/${each.value}-*",
      "arn:aws:cloudwatch:${local.here}:alarm:${each.value}-*",
      "arn:aws:dynamodb:${local.here}:table/${each.value}-*",
      "arn:aws:events:${local.here}:rule/${each.value}-*",
      "arn:aws:lambda:${local.here}:function:${each.value}-*",
      "arn:aws:logs:${local.here}:log-group:/aws/*/${each.value}-*",
      "arn:aws:logs:${local.here}:log-group:/aws/apigateway/${each.value}/*",
      "arn:aws:logs:${local.here}:log-group:API-Gateway-Execution-Logs_*",
      "arn:aws:s3:::${each.value}-*",
      "arn:aws:sagemaker:${local.here}:*/${each.value}-*",
      "arn:aws:scheduler:${local.here}:schedule-group/${each.value}-*",
      "arn:aws:scheduler:${local.here}:schedule/${each.value}-*",
      "arn:aws:sns:${local.here}:${each.value}-*",
      "arn:aws:sqs:${local.here}:${each.value}-*",
      "arn:aws:ssm:${local.here}:parameter/inferway/${each.value}/*",
      "arn:aws:states:${local.here}:*:${each.value}-*",
    ]
  }

  # Names that AWS makes.
  statement {
    sid       = "ManageApis"
    actions   = ["apigateway:*"]
    resources = ["arn:aws:apigateway:${local.region}::/*"]
  }

  statement {
    sid       = "ManageScaling"
    actions   = ["application-autoscaling:*"]
    resources = ["arn:aws:application-autoscaling:${local.here}:scalable-target/*"]
  }

  # Images of the account's own repositories: Lambda asks whether the caller may.
  statement {
    sid       = "DeployImages"
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:GetRepositoryPolicy"]
    resources = ["arn:aws:ecr:${local.here}:repository/inferway/*"]
  }

  # AWS has no resource for these: logs of API Gateway and Step Functions are
  # delivered for the account.
  statement {
    sid     = "DeliverLogs"
    actions = ["logs:*LogDelivery", "logs:DescribeResourcePolicies", "logs:PutResourcePolicy"]
    # Deliveries are the account's.
    resources = ["*"]
  }
}

# Keys, which have no names, and roles.
data "aws_iam_policy_document" "rights" {
  for_each = local.workloads

  statement {
    sid     = "MakeKeysOfTheEnvironment"
    actions = ["kms:CreateKey", "kms:TagResource"]
    # A key has no name before there is one; it is born with its tag.
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/Environment"
      values   = [each.key]
    }
  }

  statement {
    sid = "ManageKeysOfTheEnvironment"
    actions = [
      "kms:*Alias",
      "kms:CreateGrant",
      "kms:Decrypt",
      "kms:EnableKeyRotation",
      "kms:GenerateDataKey*",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
      "kms:UpdateKeyDescription",
    ]
    resources = ["arn:aws:kms:${local.here}:key/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Environment"
      values   = [each.key]
    }
  }

  statement {
    sid       = "NameKeysOfTheEnvironment"
    actions   = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
    resources = ["arn:aws:kms:${local.here}:alias/${each.value}-*"]
  }

  statement {
    sid = "ManageRolesOfTheEnvironment"
    actions = [
      "iam:CreateRole",
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:PutRolePermissionsBoundary",
      "iam:PutRolePolicy",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ]
    resources = ["arn:aws:iam::${local.account_id}:role/${each.value}-*"]
  }

  statement {
    sid       = "HandRolesToTheirServices"
    actions   = ["iam:PassRole"]
    resources = ["arn:aws:iam::${local.account_id}:role/${each.value}-*"]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = local.services
    }
  }

  statement {
    sid       = "LetScalingHaveItsOwnRoles"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["arn:aws:iam::${local.account_id}:role/aws-service-role/*.application-autoscaling.amazonaws.com/*"]
  }
}
