# From the alarm to the workflow: a rule where the alarm is, the bus of this Region,
# a rule here, and a function that names the execution by the outage.

locals {
  # Disabled they say what they would do, and people do it.
  rule_state = var.automatic ? "ENABLED" : "DISABLED"

  outage_pattern = jsonencode({
    source        = ["aws.cloudwatch"]
    "detail-type" = ["CloudWatch Alarm State Change"]
    resources     = [aws_cloudwatch_metric_alarm.health["home"].arn]
    detail        = { state = { value = ["ALARM"] } }
  })

  bus_arn = "arn:${local.partition}:events:${local.region}:${local.account_id}:event-bus/default"
}

resource "aws_cloudwatch_event_rule" "outage_seen" {
  provider = aws.us_east_1
  # In us-east-1 the event is on the right bus already.
  count = local.region == "us-east-1" ? 0 : 1

  name          = "${var.name}-outage-seen"
  description   = "Tells ${local.region} that ${var.home.region} is not ready."
  event_pattern = local.outage_pattern
  state         = local.rule_state
}

resource "aws_cloudwatch_event_target" "bus" {
  provider = aws.us_east_1
  count    = local.region == "us-east-1" ? 0 : 1

  rule     = aws_cloudwatch_event_rule.outage_seen[0].name
  arn      = local.bus_arn
  role_arn = aws_iam_role.bus[0].arn

  depends_on = [aws_iam_role_policy.bus]
}

resource "aws_cloudwatch_event_rule" "outage" {
  name          = "${var.name}-outage"
  description   = "${var.home.region} is not ready."
  event_pattern = local.outage_pattern
  state         = local.rule_state
}

resource "aws_cloudwatch_event_target" "begin" {
  rule = aws_cloudwatch_event_rule.outage.name
  arn  = module.begin.alias_arn
}

resource "aws_lambda_permission" "outage" {
  statement_id  = "outage"
  action        = "lambda:InvokeFunction"
  function_name = module.begin.function_name
  qualifier     = module.begin.alias_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.outage.arn
}
