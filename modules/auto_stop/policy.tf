# What the function's code does, and nothing else. By action: who only reports
# changes nothing, and who reduces deletes nothing, whatever the code says.

locals {
  here = "${local.region}:${local.account_id}"

  endpoint_arns  = ["arn:${local.partition}:sagemaker:${local.here}:endpoint/${lower(var.covers.name_prefix)}*"]
  component_arns = ["arn:${local.partition}:sagemaker:${local.here}:inference-component/*"]
  record_arns = [
    "arn:${local.partition}:ssm:${local.here}:parameter${var.stopped_parameters_path}",
    "arn:${local.partition}:ssm:${local.here}:parameter${var.stopped_parameters_path}/*",
  ]
}

data "aws_iam_policy_document" "function" {
  source_policy_documents = concat(
    [data.aws_iam_policy_document.look.json],
    local.acts ? [data.aws_iam_policy_document.reduce.json] : [],
    local.deletes ? [data.aws_iam_policy_document.delete.json, data.aws_iam_policy_document.alarms.json] : [],
    local.acts && var.mark_first ? [data.aws_iam_policy_document.mark.json] : [],
  )
}

data "aws_iam_policy_document" "look" {
  # Lists, metrics, tags of all resources and scalable targets have no resource
  # that a policy could name.
  statement {
    sid = "LookAtEverything"
    actions = [
      "application-autoscaling:DescribeScalableTargets",
      "application-autoscaling:DescribeScalingPolicies",
      "application-autoscaling:DescribeScheduledActions",
      "cloudwatch:GetMetricData",
      "cloudwatch:ListMetrics",
      "sagemaker:ListEndpoints",
      "sagemaker:ListInferenceComponents",
      "tag:GetResources",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "LookAtEndpoints"
    actions   = ["sagemaker:DescribeEndpoint", "sagemaker:ListTags"]
    resources = local.endpoint_arns
  }

  statement {
    sid     = "LookAtWhatEndpointsAreMadeOf"
    actions = ["sagemaker:DescribeEndpointConfig", "sagemaker:DescribeInferenceComponent"]
    resources = concat(
      ["arn:${local.partition}:sagemaker:${local.here}:endpoint-config/*"],
      local.component_arns,
    )
  }

  statement {
    sid       = "ReadWhatIsStopped"
    actions   = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"]
    resources = local.record_arns
  }
}

data "aws_iam_policy_document" "reduce" {
  # The tag guards what the code should have spared. In doubt it protects.
  statement {
    sid       = "NeverTouchTheProtected"
    effect    = "Deny"
    actions   = ["sagemaker:Delete*", "sagemaker:Update*"]
    resources = ["*"]

    condition {
      test     = "Null"
      variable = "aws:ResourceTag/ProtectedFromAutoStop"
      values   = ["false"]
    }

    condition {
      test     = "StringNotEqualsIgnoreCase"
      variable = "aws:ResourceTag/ProtectedFromAutoStop"
      values   = ["false"]
    }
  }

  statement {
    sid       = "RecordWhatIsStopped"
    actions   = ["ssm:DeleteParameter", "ssm:PutParameter"]
    resources = local.record_arns
  }

  statement {
    sid       = "LowerInstances"
    actions   = ["sagemaker:UpdateEndpointWeightsAndCapacities"]
    resources = local.endpoint_arns
  }

  # Application Auto Scaling does it, and asks that whoever registers a target
  # may do it too.
  statement {
    sid       = "LowerCopies"
    actions   = ["sagemaker:UpdateInferenceComponentRuntimeConfig"]
    resources = local.component_arns
  }

  # Scalable targets have ids of their own in their ARNs, which nobody knows
  # before.
  statement {
    sid       = "LowerScalableTargets"
    actions   = ["application-autoscaling:RegisterScalableTarget"]
    resources = ["arn:${local.partition}:application-autoscaling:${local.here}:scalable-target/*"]

    condition {
      test     = "StringEquals"
      variable = "application-autoscaling:service-namespace"
      values   = ["sagemaker"]
    }
  }
}

data "aws_iam_policy_document" "delete" {
  statement {
    sid       = "DeleteEndpoints"
    actions   = ["sagemaker:DeleteEndpoint"]
    resources = local.endpoint_arns
  }

  statement {
    sid       = "DeleteComponents"
    actions   = ["sagemaker:DeleteInferenceComponent"]
    resources = local.component_arns
  }

  # And puts it back, where a person protects an endpoint, or somebody asks it,
  # before it is gone.
  statement {
    sid = "DeleteWhatScalesThem"
    actions = [
      "application-autoscaling:DeleteScalingPolicy",
      "application-autoscaling:DeleteScheduledAction",
      "application-autoscaling:DeregisterScalableTarget",
      "application-autoscaling:PutScalingPolicy",
      "application-autoscaling:PutScheduledAction",
    ]
    resources = ["arn:${local.partition}:application-autoscaling:${local.here}:scalable-target/*"]

    condition {
      test     = "StringEquals"
      variable = "application-autoscaling:service-namespace"
      values   = ["sagemaker"]
    }
  }
}

data "aws_iam_policy_document" "alarms" {
  # Target tracking has alarms of its own, which Application Auto Scaling makes
  # and deletes in the caller's name.
  statement {
    sid       = "KeepTheAlarmsOfPolicies"
    actions   = ["cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm"]
    resources = ["arn:${local.partition}:cloudwatch:${local.here}:alarm:TargetTracking-*"]
  }
}

data "aws_iam_policy_document" "mark" {
  # Its own mark, and no other tag: not the one that protects.
  statement {
    sid       = "MarkEndpoints"
    actions   = ["sagemaker:AddTags", "sagemaker:DeleteTags"]
    resources = local.endpoint_arns

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "aws:TagKeys"
      values   = ["AutoStopMarkedAt"]
    }
  }
}
