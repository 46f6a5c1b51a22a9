# What it takes to act, beyond looking.

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

  # Of the same targets; AWS knows the service of a tagged one by its ARN alone.
  statement {
    sid       = "TagScalableTargetsAgain"
    actions   = ["application-autoscaling:TagResource"]
    resources = ["arn:${local.partition}:application-autoscaling:${local.here}:scalable-target/*"]
  }

  statement {
    sid       = "MakeAlarmsOfPolicies"
    actions   = ["cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm"]
    resources = local.tracking_alarm_arns
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

  # Policies and schedules are put back, where a person protects an endpoint, or
  # somebody asks it, before it is gone. Scalable targets have ids of their own in
  # their ARNs, which nobody knows before.
  statement {
    sid = "LowerScalableTargets"
    actions = [
      "application-autoscaling:PutScalingPolicy",
      "application-autoscaling:PutScheduledAction",
      "application-autoscaling:RegisterScalableTarget",
    ]
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
    sid       = "DeleteAlarmsOfPolicies"
    actions   = ["cloudwatch:DeleteAlarms"]
    resources = local.tracking_alarm_arns
  }

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

  statement {
    sid = "DeleteWhatScalesThem"
    actions = [
      "application-autoscaling:DeleteScalingPolicy",
      "application-autoscaling:DeleteScheduledAction",
      "application-autoscaling:DeregisterScalableTarget",
    ]
    resources = ["arn:${local.partition}:application-autoscaling:${local.here}:scalable-target/*"]

    condition {
      test     = "StringEquals"
      variable = "application-autoscaling:service-namespace"
      values   = ["sagemaker"]
    }
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
