# What the function's code does, and nothing else. By action: who only reports
# changes nothing, and who reduces deletes nothing, whatever the code says.

locals {
  here = "${local.region}:${local.account_id}"

  endpoint_arns  = ["arn:${local.partition}:sagemaker:${local.here}:endpoint/${lower(var.covers.name_prefix)}*"]
  component_arns = ["arn:${local.partition}:sagemaker:${local.here}:inference-component/*"]

  # Target tracking has alarms of its own, which Application Auto Scaling makes
  # and deletes in the caller's name.
  tracking_alarm_arns = ["arn:${local.partition}:cloudwatch:${local.here}:alarm:TargetTracking-*"]

  record_arns = [
    "arn:${local.partition}:ssm:${local.here}:parameter${var.stopped_parameters_path}",
    "arn:${local.partition}:ssm:${local.here}:parameter${var.stopped_parameters_path}/*",
  ]
}

data "aws_iam_policy_document" "function" {
  source_policy_documents = concat(
    [data.aws_iam_policy_document.look.json],
    local.acts ? [data.aws_iam_policy_document.reduce.json, data.aws_iam_policy_document.mark.json] : [],
    local.deletes ? [data.aws_iam_policy_document.delete.json] : [],
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
    sid       = "ReadTagsOfScalableTargets"
    actions   = ["application-autoscaling:ListTagsForResource"]
    resources = ["arn:${local.partition}:application-autoscaling:${local.here}:scalable-target/*"]
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
    actions   = ["ssm:GetParameter", "ssm:GetParametersByPath"]
    resources = local.record_arns
  }
}
