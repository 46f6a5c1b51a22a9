# What no role here can go beyond, whatever its policies say: it makes roles for
# workloads, each within its workload's boundary, and nothing that could widen
# itself.

locals {
  iam = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}"

  roles_of = {
    for workload, its in var.workloads : workload => [for name in its.role_names : "${local.iam}:role/${name}"]
  }
  workload_roles = flatten(values(local.roles_of))
  own            = [for kind in ["policy", "role"] : "${local.iam}:${kind}${var.path}*"]
}

resource "aws_iam_policy" "boundary" {
  name        = "${var.name_prefix}-deployer-boundary"
  path        = var.path
  description = "The most that a role of a deployment may do."
  policy      = data.aws_iam_policy_document.boundary.json
}

data "aws_iam_policy_document" "boundary" {
  #checkov:skip=CKV_AWS_107:A boundary allows nothing by itself; the policies of each role name what it may do.
  #checkov:skip=CKV_AWS_108:A boundary allows nothing by itself; the policies of each role name what it may do.
  #checkov:skip=CKV_AWS_109:A boundary allows nothing by itself; the policies of each role name what it may do.
  #checkov:skip=CKV_AWS_110:What it lets a role give away is within a workload's boundary.
  #checkov:skip=CKV_AWS_111:A boundary allows nothing by itself; the policies of each role name what it may do.
  #checkov:skip=CKV_AWS_356:A boundary allows nothing by itself; the policies of each role name what it may do.

  statement {
    sid         = "EverythingThatGivesNoRights"
    not_actions = ["account:*", "iam:*", "organizations:*", "sts:*"]
    # Which resources is for the policies of each role to say.
    resources = ["*"]
  }

  statement {
    sid     = "ReadRights"
    actions = ["iam:Get*", "iam:List*", "sts:GetCallerIdentity"]
    # Reading who may do what gives nobody more.
    resources = ["*"]
  }

  # A role of one workload never with the boundary of another.
  dynamic "statement" {
    for_each = local.roles_of

    content {
      sid = "GiveRightsWithinTheBoundaryOf${join("", [for part in split("-", statement.key) : title(part)])}"
      actions = [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
      ]
      resources = statement.value

      condition {
        test     = "StringEquals"
        variable = "iam:PermissionsBoundary"
        values   = [var.workloads[statement.key].boundary_arn]
      }
    }
  }

  statement {
    sid = "KeepRolesOfWorkloads"
    actions = [
      "iam:DeleteRole",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ]
    resources = local.workload_roles
  }

  statement {
    sid       = "HandRolesOfWorkloadsToTheirServices"
    actions   = ["iam:PassRole"]
    resources = local.workload_roles

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = var.services
    }
  }

  # AWS writes these roles itself, and what they may do.
  dynamic "statement" {
    for_each = length(var.linked_services) == 0 ? [] : ["named"]

    content {
      sid       = "LetServicesHaveTheirOwnRoles"
      actions   = ["iam:CreateServiceLinkedRole"]
      resources = [for service in var.linked_services : "${local.iam}:role/aws-service-role/${service}/*"]
    }
  }

  # Said once more as a refusal, so that no statement added above undoes it.
  statement {
    sid       = "NeverTouchWhatHoldsThisRole"
    effect    = "Deny"
    actions   = ["iam:Add*", "iam:Attach*", "iam:Create*", "iam:Delete*", "iam:Detach*", "iam:PassRole", "iam:Put*", "iam:Remove*", "iam:Set*", "iam:Update*"]
    resources = concat(local.own, ["${local.iam}:oidc-provider/*"], values(var.workloads)[*].boundary_arn)
  }

  statement {
    sid     = "NeverTakeABoundaryAway"
    effect  = "Deny"
    actions = ["iam:DeleteRolePermissionsBoundary"]
    # Of any role at all.
    resources = ["*"]
  }
}
