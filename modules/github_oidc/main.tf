data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  issuer   = "token.actions.githubusercontent.com"
  audience = "sts.amazonaws.com"

  provider_arn = coalesce(var.provider_arn, one(aws_iam_openid_connect_provider.github[*].arn))

  # How tokens may begin: by names alone, or by names and the numbers behind them,
  # which no other repository ever gets.
  repositories = {
    immutable = var.repository.id == null ? null : "repo:${var.repository.owner}@${var.repository.owner_id}/${var.repository.name}@${var.repository.id}"
    name      = "repo:${var.repository.owner}/${var.repository.name}"
  }
  beginnings = [
    for form in coalesce(var.repository.subject_forms, var.repository.id == null ? ["name"] : ["immutable", "name"]) : local.repositories[form]
  ]

  # What a token says of the run: its environment, else its branch, or that a pull
  # request started it.
  runs = {
    for name, role in var.roles : name => concat(
      [for environment in role.environments : "environment:${environment}"],
      [for branch in role.branches : "ref:refs/heads/${branch}"],
      role.pull_requests ? ["pull_request"] : [],
    )
  }
  subjects = {
    for name, role in var.roles : name => sort(concat(
      [for pair in setproduct(local.beginnings, local.runs[name]) : join(":", pair)],
      tolist(role.subjects),
    ))
  }
}

# Thumbprints are left to AWS: it trusts the authorities that GitHub's certificate
# comes from.
resource "aws_iam_openid_connect_provider" "github" {
  count = var.provider_arn == null ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = [local.audience]
}

resource "aws_iam_role" "deployer" {
  for_each = var.roles

  name                 = "${var.name_prefix}-${each.key}"
  path                 = var.path
  description          = each.value.description
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  max_session_duration = 3600
  permissions_boundary = aws_iam_policy.boundary.arn
}

data "aws_iam_policy_document" "trust" {
  for_each = var.roles

  statement {
    sid     = "RunsOfTheRepository"
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = [local.audience]
    }

    # No "ForAllValues:": it holds where a token has no subject at all.
    condition {
      test     = length([for subject in local.subjects[each.key] : subject if can(regex("[*?]", subject))]) > 0 ? "StringLike" : "StringEquals"
      variable = "${local.issuer}:sub"
      values   = local.subjects[each.key]
    }

    dynamic "condition" {
      for_each = var.repository.id == null ? [] : [var.repository.id]

      content {
        test     = "StringEquals"
        variable = "${local.issuer}:repository_id"
        values   = [tostring(condition.value)]
      }
    }
  }
}

resource "aws_iam_role_policy" "deployer" {
  for_each = { for pair in flatten([
    for name, role in var.roles : [for policy in keys(role.policies) : { role = name, policy = policy }]
  ]) : "${pair.role}/${pair.policy}" => pair }

  name   = each.value.policy
  role   = aws_iam_role.deployer[each.value.role].id
  policy = var.roles[each.value.role].policies[each.value.policy]
}
