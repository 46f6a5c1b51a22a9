# What waits for a batch window. A message only says which record to look at: the
# record is the truth, so that one delivered twice does no harm.
resource "aws_sqs_queue" "windows" {
  name              = "${var.name}-windows"
  kms_master_key_id = var.kms_key_arn

  # What a window function took and could not place comes back; not before that
  # function is surely dead.
  visibility_timeout_seconds = local.window.visibility_seconds
  message_retention_seconds  = 4 * 24 * 3600

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = local.window.max_receives
  })
}

# Whatever failed for good, with what is known of it: executions whose record
# could not be ended, messages that no window could place, calls of a schedule or
# an event that never got through. A person looks.
resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name}-dead-letters"
  kms_master_key_id         = var.kms_key_arn
  message_retention_seconds = 14 * 24 * 3600 # the longest that SQS keeps one
}

resource "aws_sqs_queue_redrive_allow_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.windows.arn]
  })
}

data "aws_iam_policy_document" "dead_letters" {
  statement {
    sid       = "EventsThatNeverGotThrough"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.dead_letters.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.job_ended.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.url
  policy    = data.aws_iam_policy_document.dead_letters.json
}
