# API Gateway writes logs in one role's name for the whole account and Region.
# Two environments would fight over it, so it is here.

data "aws_iam_policy_document" "api_gateway_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["apigateway.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "api_gateway_logs" {
  name               = "inferway-api-gateway-logs"
  description        = "Lets API Gateway write its logs."
  assume_role_policy = data.aws_iam_policy_document.api_gateway_assume.json
}

# API Gateway refuses a role with less than AWS's own policy for it.
resource "aws_iam_role_policy_attachment" "api_gateway_logs" {
  role       = aws_iam_role.api_gateway_logs.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "logging" {
  cloudwatch_role_arn = aws_iam_role.api_gateway_logs.arn

  depends_on = [aws_iam_role_policy_attachment.api_gateway_logs]
}

# The same role: roles are the account's, the setting is the Region's.
resource "aws_api_gateway_account" "standby_logging" {
  provider = aws.standby

  cloudwatch_role_arn = aws_iam_role.api_gateway_logs.arn

  depends_on = [aws_iam_role_policy_attachment.api_gateway_logs]
}
