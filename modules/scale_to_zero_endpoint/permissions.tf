data "aws_iam_policy_document" "operate" {
  statement {
    sid       = "WriteOwnLogs"
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.component.arn}:*"]
  }

  # Processors and memory of instances and copies, which SageMaker reports in
  # the role's name.
  statement {
    sid     = "ReportTheInstances"
    actions = ["cloudwatch:PutMetricData"]
    # A metric has no ARN.
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "cloudwatch:namespace"
      values   = ["/aws/sagemaker/Endpoints", "/aws/sagemaker/InferenceComponents"]
    }
  }

  dynamic "statement" {
    for_each = var.vpc[*]

    content {
      sid = "LookAtTheNetwork"
      actions = [
        "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
      ]
      # EC2 knows no resources for these.
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.vpc[*]
    iterator = vpc

    content {
      sid = "JoinTheNetwork"
      actions = [
        "ec2:CreateNetworkInterface",
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DeleteNetworkInterfacePermission",
      ]
      resources = concat(
        ["${local.ec2_arn}:network-interface/*"],
        [for id in vpc.value.subnet_ids : "${local.ec2_arn}:subnet/${id}"],
        [for id in vpc.value.security_group_ids : "${local.ec2_arn}:security-group/${id}"],
      )
    }
  }
}

locals {
  ec2_arn = "arn:${local.partition}:ec2:${local.region}:${local.account_id}"
}
