# Asynchronous calls that failed for good wait here, each with its error, until
# a person has looked. Nothing else would remember them.
resource "aws_sqs_queue" "failed_events" {
  name                      = "${var.name}-failed-events"
  kms_master_key_id         = var.kms_key_arn
  message_retention_seconds = 14 * 24 * 3600 # the longest that SQS keeps one
}

resource "aws_lambda_function_event_invoke_config" "live" {
  function_name = aws_lambda_function.image.function_name
  qualifier     = aws_lambda_alias.live.name

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failed_events.arn
    }
  }

  # Lambda asks whether the role may send there.
  depends_on = [aws_iam_role_policy.function]
}
