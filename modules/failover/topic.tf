# Who hears of a failover, in the Region that is there to tell.

resource "aws_sns_topic" "failover" {
  name              = var.name
  kms_master_key_id = var.kms_key_arn
}

data "aws_iam_policy_document" "topic" {
  statement {
    sid       = "AlarmsOfThisAccountMayPublish"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.failover.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "failover" {
  arn    = aws_sns_topic.failover.arn
  policy = data.aws_iam_policy_document.topic.json
}

resource "aws_sns_topic_subscription" "email" {
  for_each = var.emails

  topic_arn = aws_sns_topic.failover.arn
  protocol  = "email"
  endpoint  = each.value
}

# Warns, and does not fail the apply: an unconfirmed address is a person's omission.
check "the_failover_reaches_people" {
  assert {
    condition     = alltrue([for email in values(aws_sns_topic_subscription.email) : !email.pending_confirmation])
    error_message = "At least one address in emails has not confirmed the e-mail of AWS, and hears of no failover until it does."
  }
}
