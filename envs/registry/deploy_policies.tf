# What each role of a deployment may do. Where AWS's names carry the environment's,
# they are named; the rest is said beside it.

locals {
  state_arn = aws_s3_bucket.state.arn

  # Where each environment is.
  places = { for name, regions in local.regions : name => [for region in regions : "${region}:${local.account_id}"] }

  # Where Route 53 measures its health checks.
  watched = "us-east-1:${local.account_id}"

  # A role has 10,240 characters for all of its policies: a list of names for each
  # Region would not fit, so the Regions are a condition.
  anywhere = "*:${local.account_id}"

  # What carries each environment's name.
  named = {
    for environment, prefix in local.workloads : environment => [
      "arn:aws:cloudformation:${local.anywhere}:stack/${prefix}-*",
      "arn:aws:cloudwatch:${local.anywhere}:alarm:${prefix}-*",
      # Alarms of a policy that tracks a target are made in its maker's name.
      "arn:aws:cloudwatch:${local.anywhere}:alarm:TargetTracking-*${prefix}-*",
      "arn:aws:dynamodb:${local.anywhere}:table/${prefix}-*",
      "arn:aws:events:${local.anywhere}:rule/${prefix}-*",
      "arn:aws:lambda:${local.anywhere}:function:${prefix}-*",
      "arn:aws:logs:${local.anywhere}:log-group:/aws/*/${prefix}-*",
      "arn:aws:logs:${local.anywhere}:log-group:/aws/apigateway/${prefix}/*",
      "arn:aws:s3:::${prefix}-*",
      "arn:aws:sagemaker:${local.anywhere}:*/${prefix}-*",
      "arn:aws:scheduler:${local.anywhere}:schedule-group/${prefix}-*",
      "arn:aws:scheduler:${local.anywhere}:schedule/${prefix}-*",
      "arn:aws:sns:${local.anywhere}:${prefix}-*",
      "arn:aws:sqs:${local.anywhere}:${prefix}-*",
      "arn:aws:ssm:${local.anywhere}:parameter/inferway/${prefix}/*",
      "arn:aws:states:${local.anywhere}:*:${prefix}-*",
    ]
  }
}

data "aws_iam_policy_document" "read" {
  #checkov:skip=CKV_AWS_107:No credentials: what describes repositories, not what logs in to them.
  #checkov:skip=CKV_AWS_108:Descriptions, not data: no object, and no item but the routing's defaults.
  #checkov:skip=CKV_AWS_109:Nothing that is read gives anybody rights.
  #checkov:skip=CKV_AWS_356:A plan looks at what is there, and much of that has names that AWS makes.

  statement {
    sid = "DescribeWhatIsThere"
    actions = [
      "acm:DescribeCertificate",
      "acm:ListTagsForCertificate",
      "application-autoscaling:Describe*",
      "application-autoscaling:ListTagsForResource",
      "backup:Describe*",
      "backup:GetBackup*",
      "backup:List*",
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
      "route53:Get*",
      "route53:List*",
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
    resources = ["arn:aws:apigateway:*::/*"]
  }

  statement {
    sid       = "ReadTheRoutingsDefaults"
    actions   = ["dynamodb:GetItem"]
    resources = [for prefix in values(local.workloads) : "arn:aws:dynamodb:${local.region}:${local.account_id}:table/${prefix}-routing-config"]
  }

  # A plan tells the version of an endpoint's pinned model, and holds its hash.
  statement {
    sid       = "ReadManifests"
    actions   = ["s3:GetObject", "s3:GetObjectTagging"]
    resources = [for prefix in values(local.workloads) : "arn:aws:s3:::${prefix}-models-*/models/*/manifest.json"]
  }

  # Of functions and schedules AWS leaves out what the caller may not decrypt: every
  # plan would set it anew.
  statement {
    sid       = "DecryptWhatIsRead"
    actions   = ["kms:Decrypt"]
    resources = ["arn:aws:kms:${local.anywhere}:key/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Environment"
      values   = keys(local.workloads)
    }

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = [for pair in setproduct(["dynamodb", "lambda", "s3", "scheduler"], distinct(flatten(values(local.regions)))) : "${join(".", pair)}.amazonaws.com"]
    }
  }

  statement {
    sid       = "ReadWhatWasStopped"
    actions   = ["ssm:GetParametersByPath"]
    resources = [for prefix in values(local.workloads) : "arn:aws:ssm:${local.anywhere}:parameter/inferway/${prefix}/*"]
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
    # In one Region: to the other one ECR copies them itself.
    resources = ["arn:aws:ecr:${local.region}:${local.account_id}:repository/inferway/*"]
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
    # An apply makes, changes and deletes them: whole services, of these names.
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
    # API Gateway names what it writes after APIs' ids, which AWS makes.
    resources = concat(local.named[each.key], ["arn:aws:logs:${local.anywhere}:log-group:API-Gateway-Execution-Logs_*"])

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = local.regions[each.key]
    }
  }

  # Names that AWS makes. What is within an API has its tags; what has none is about to
  # be made.
  statement {
    sid       = "ManageApis"
    actions   = ["apigateway:*"]
    resources = [for region in local.regions[each.key] : "arn:aws:apigateway:${region}::/*"]

    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:ResourceTag/Environment"
      values   = [each.key]
    }
  }

  # Targets have ids that AWS makes; an apply does with them all there is to do.
  statement {
    sid       = "ManageScaling"
    actions   = ["application-autoscaling:*"]
    resources = [for place in local.places[each.key] : "arn:aws:application-autoscaling:${place}:scalable-target/*"]

    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:ResourceTag/Environment"
      values   = [each.key]
    }
  }

  # Images of the account's own repositories: Lambda asks whether the caller may.
  statement {
    sid       = "DeployImages"
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [for place in local.places[each.key] : "arn:aws:ecr:${place}:repository/inferway/*"]
  }

  # AWS has no resource for these: logs of API Gateway and Step Functions are
  # delivered for the account.
  statement {
    sid     = "DeliverLogs"
    actions = ["logs:*LogDelivery", "logs:DescribeResourcePolicies", "logs:ListLogDeliveries", "logs:PutResourcePolicy"]
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

    # What is another's is not taken over by its tag.
    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:ResourceTag/Environment"
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
      "kms:Encrypt",
      "kms:GenerateDataKey*",
      "kms:PutKeyPolicy",
      "kms:ReEncrypt*",
      "kms:RetireGrant",
      "kms:ScheduleKeyDeletion",
      "kms:UpdateKeyDescription",
    ]
    resources = ["arn:aws:kms:${local.anywhere}:key/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Environment"
      values   = [each.key]
    }
  }

  statement {
    sid       = "NameKeysOfTheEnvironment"
    actions   = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
    resources = ["arn:aws:kms:${local.anywhere}:alias/${each.value}-*"]
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

  # The services write these roles themselves, and what they may do.
  statement {
    sid       = "LetServicesHaveTheirOwnRoles"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = [for service in local.linked_services : "arn:aws:iam::${local.account_id}:role/aws-service-role/${service}/*"]
  }
}

# What it takes to go on in another Region: names in DNS, and backups.
data "aws_iam_policy_document" "recovery" {
  for_each = local.domains

  statement {
    sid     = "MakeHealthChecks"
    actions = ["route53:CreateHealthCheck"]
    # A health check has no name before there is one, and takes no conditions.
    resources = ["*"]
  }

  statement {
    sid = "TellOfHealthChecks"
    # An apply makes, changes and deletes them: whole services, of these names.
    actions = ["cloudwatch:*", "events:*", "sns:*"]
    resources = [
      "arn:aws:cloudwatch:${local.watched}:alarm:${local.workloads[each.key]}-*",
      "arn:aws:events:${local.watched}:rule/${local.workloads[each.key]}-*",
      "arn:aws:sns:${local.watched}:${local.workloads[each.key]}-*",
    ]
  }

  # Route 53 names them itself, and knows no tags in policies.
  statement {
    sid       = "ManageHealthChecks"
    actions   = ["route53:ChangeTagsForResource", "route53:DeleteHealthCheck", "route53:UpdateHealthCheck"]
    resources = ["arn:aws:route53:::healthcheck/*"]
  }

  # The zone is the company's: of its names only that of the API, and those by which
  # a certificate for it is proved.
  statement {
    sid       = "NameTheApi"
    actions   = ["route53:ChangeResourceRecordSets"]
    resources = ["arn:aws:route53:::hostedzone/*"]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
      values   = [each.value, "_*.${each.value}"]
    }

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "route53:ChangeResourceRecordSetsRecordTypes"
      values   = ["A", "CNAME"]
    }
  }

  statement {
    sid     = "MakeCertificatesOfTheApi"
    actions = ["acm:AddTagsToCertificate", "acm:RequestCertificate"]
    # A certificate has no name before there is one; it is born with its tag.
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/Environment"
      values   = [each.key]
    }

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "acm:DomainNames"
      values   = [each.value]
    }

    # What is another's is not taken over by its tag.
    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:ResourceTag/Environment"
      values   = [each.key]
    }
  }

  statement {
    sid       = "ManageCertificatesOfTheEnvironment"
    actions   = ["acm:DeleteCertificate", "acm:RemoveTagsFromCertificate", "acm:UpdateCertificateOptions"]
    resources = [for place in local.places[each.key] : "arn:aws:acm:${place}:certificate/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Environment"
      values   = [each.key]
    }
  }

  # The vaults, not what lies in them: a deployment deletes no backup.
  statement {
    sid       = "ManageVaultsOfTheEnvironment"
    actions   = ["backup:*"]
    resources = [for place in local.places[each.key] : "arn:aws:backup:${place}:backup-vault:${local.workloads[each.key]}-*"]
  }

  statement {
    sid     = "MakeVaults"
    actions = ["backup-storage:MountCapsule"]
    # What a vault is made in has no name.
    resources = ["*"]
  }

  # A plan is born with its tag, too; its name is AWS's.
  statement {
    sid       = "MakeBackupPlansOfTheEnvironment"
    actions   = ["backup:CreateBackupPlan", "backup:TagResource"]
    resources = [for place in local.places[each.key] : "arn:aws:backup:${place}:backup-plan:*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/Environment"
      values   = [each.key]
    }

    # What is another's is not taken over by its tag.
    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:ResourceTag/Environment"
      values   = [each.key]
    }
  }

  statement {
    sid = "ManageBackupPlansOfTheEnvironment"
    actions = [
      "backup:CreateBackupSelection",
      "backup:DeleteBackupPlan",
      "backup:DeleteBackupSelection",
      "backup:UntagResource",
      "backup:UpdateBackupPlan",
    ]
    resources = [for place in local.places[each.key] : "arn:aws:backup:${place}:backup-plan:*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Environment"
      values   = [each.key]
    }
  }
}
