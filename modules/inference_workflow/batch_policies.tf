data "aws_iam_policy_document" "window" {
  source_policy_documents = [
    data.aws_iam_policy_document.records.json,
    data.aws_iam_policy_document.documents.json,
  ]

  statement {
    sid       = "ReadPayloadsAndWindows"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.inferences.arn}/payloads/*", "${aws_s3_bucket.inferences.arn}/windows/*"]
  }

  statement {
    sid       = "WriteWindows"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.inferences.arn}/windows/*"]
  }

  # S3 tells only who may list that there is no manifest yet.
  statement {
    sid       = "SeeThatAWindowIsNew"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.inferences.arn]
  }

  statement {
    sid       = "TakeFromTheQueue"
    actions   = ["sqs:DeleteMessage", "sqs:ReceiveMessage"]
    resources = [aws_sqs_queue.windows.arn]
  }

  statement {
    sid       = "BeginJobs"
    actions   = ["sagemaker:CreateTransformJob", "sagemaker:DescribeTransformJob"]
    resources = [local.arn_of.transform_job]
  }
}

data "aws_iam_policy_document" "results" {
  source_policy_documents = [
    data.aws_iam_policy_document.records.json,
    data.aws_iam_policy_document.documents.json,
  ]

  statement {
    sid       = "ReadWindows"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.inferences.arn}/windows/*"]
  }

  # S3 tells only who may list that a job wrote nothing.
  statement {
    sid       = "SeeThatAJobWroteNothing"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.inferences.arn]
  }

  statement {
    sid       = "WriteResults"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.inferences.arn}/results/*"]
  }

  statement {
    sid       = "LookAtJobs"
    actions   = ["sagemaker:DescribeTransformJob"]
    resources = [local.arn_of.transform_job]
  }

  statement {
    sid       = "EndWaits"
    actions   = ["states:SendTaskFailure", "states:SendTaskSuccess"]
    resources = [local.arn_of.state_machine]
  }
}
