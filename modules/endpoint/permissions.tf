data "aws_iam_policy_document" "operate" {
  statement {
    sid       = "WriteOwnLogs"
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.endpoint.arn}:*"]
  }

  # Processors and memory of the instances, which SageMaker reports in the
  # role's name.
  dynamic "statement" {
    for_each = local.serverless ? [] : ["instances"]

    content {
      sid     = "ReportTheInstances"
      actions = ["cloudwatch:PutMetricData"]
      # A metric has no ARN.
      resources = ["*"]

      condition {
        test     = "StringEquals"
        variable = "cloudwatch:namespace"
        values   = ["/aws/sagemaker/Endpoints"]
      }
    }
  }

  dynamic "statement" {
    for_each = local.written
    iterator = written

    content {
      sid       = "Write${written.key}"
      actions   = ["s3:AbortMultipartUpload", "s3:PutObject"]
      resources = [written.value.arn]
    }
  }

  dynamic "statement" {
    for_each = var.async[*]
    iterator = async

    content {
      sid       = "ReadRequests"
      actions   = ["s3:GetObject"]
      resources = [local.folder_arn[async.value.input_s3_uri]]
    }
  }

  dynamic "statement" {
    for_each = toset(values(local.written)[*].key)
    iterator = key

    content {
      sid       = "EncryptWhatIsWritten${index(sort(values(local.written)[*].key), key.value)}"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [key.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = [local.via_s3]
      }
    }
  }

  dynamic "statement" {
    for_each = try(var.async.notify[*], [])
    iterator = notify

    content {
      sid       = "TellOfAnswers"
      actions   = ["sns:Publish"]
      resources = compact([notify.value.error_topic_arn, notify.value.success_topic_arn])
    }
  }

  dynamic "statement" {
    for_each = try(var.async.notify[*], [])
    iterator = notify

    content {
      sid       = "EncryptWhatIsTold"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [notify.value.kms_key_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["sns.${local.region}.amazonaws.com"]
      }
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
