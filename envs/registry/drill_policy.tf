# What a game day may do: take the home Region away and give it back. It changes
# nothing that is deployed.
data "aws_iam_policy_document" "drill" {
  for_each = local.domains

  # Route 53 names them itself, and knows no tags in policies.
  statement {
    sid       = "TurnTheSwitch"
    actions   = ["route53:UpdateHealthCheck"]
    resources = ["arn:aws:route53:::healthcheck/*"]
  }

  statement {
    sid       = "BeginFailoverAndFailback"
    actions   = ["states:StartExecution"]
    resources = [for place in local.places[each.key] : "arn:aws:states:${place}:stateMachine:${local.workloads[each.key]}-fail*"]
  }

  statement {
    sid       = "SeeWhoServes"
    actions   = ["dynamodb:GetItem"]
    resources = [for place in local.places[each.key] : "arn:aws:dynamodb:${place}:table/${local.workloads[each.key]}-routing-config"]
  }

  # Nothing is begun while an inference is left that nobody works on.
  statement {
    sid     = "FindUnfinishedInferences"
    actions = ["dynamodb:GetItem", "dynamodb:Query"]
    resources = flatten([
      for place in local.places[each.key] : [
        "arn:aws:dynamodb:${place}:table/${local.workloads[each.key]}-inferences",
        "arn:aws:dynamodb:${place}:table/${local.workloads[each.key]}-inferences/index/*",
      ]
    ])
  }

  statement {
    sid       = "UseTheKeysOfTables"
    actions   = ["kms:Decrypt"]
    resources = ["arn:aws:kms:${local.anywhere}:key/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Environment"
      values   = [each.key]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = [for region in local.regions[each.key] : "dynamodb.${region}.amazonaws.com"]
    }
  }

  # The live model's own instances are what is asked, and both Regions must have it.
  statement {
    sid     = "ReadTheLiveModel"
    actions = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = [
      "arn:aws:s3:::${local.workloads[each.key]}-models-*/live.json",
      "arn:aws:s3:::${local.workloads[each.key]}-models-*/models/*",
    ]
  }
}
