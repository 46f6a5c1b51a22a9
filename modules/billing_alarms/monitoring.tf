# Lets a central account see the bill's alarms and metrics. CloudWatch looks for
# a role of this name, one an account.

data "aws_iam_policy_document" "monitoring_assume" {
  count = length(var.monitoring_account_ids) > 0 ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [for id in var.monitoring_account_ids : "arn:${local.partition}:iam::${id}:root"]
    }
  }
}

resource "aws_iam_role" "monitoring" {
  count = length(var.monitoring_account_ids) > 0 ? 1 : 0

  name               = "CloudWatch-CrossAccountSharingRole"
  description        = "Lets the account that watches all others see metrics and alarms of the bill."
  assume_role_policy = data.aws_iam_policy_document.monitoring_assume[0].json
}

data "aws_iam_policy_document" "monitoring" {
  count = length(var.monitoring_account_ids) > 0 ? 1 : 0

  statement {
    sid       = "SeeAlarms"
    actions   = ["cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms"]
    resources = ["arn:${local.partition}:cloudwatch:${data.aws_region.current.id}:${local.account_id}:alarm:*"]
  }

  statement {
    sid = "SeeMetrics"
    actions = [
      "cloudwatch:GetMetricData",
      "cloudwatch:GetMetricStatistics",
      "cloudwatch:ListMetrics",
    ]
    # Metrics have no ARNs to name.
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [data.aws_region.current.id]
    }
  }
}

resource "aws_iam_role_policy" "monitoring" {
  count = length(var.monitoring_account_ids) > 0 ? 1 : 0

  name   = "see-the-bill"
  role   = aws_iam_role.monitoring[0].id
  policy = data.aws_iam_policy_document.monitoring[0].json
}
