locals {
  alarm_name = "${var.name}-home-unhealthy"

  what_follows = (var.automatic
    ? "DNS sends clients to ${local.region}, and the workflow ${var.name} takes over, if it sees the same."
    : "nothing moves until people begin it, by `inferway failover begin`."
  )

  # By what Route 53 says of each.
  health_alarms = {
    home = {
      name        = local.alarm_name
      check_id    = aws_route53_health_check.home.id
      description = "The home Region ${var.home.region} is not ready: ${local.what_follows}"
    }
    standby = {
      name        = "${var.name}-standby-unhealthy"
      check_id    = aws_route53_health_check.endpoint["standby"].id
      description = "${local.region} is not ready: it could not take over from ${var.home.region} now."
    }
  }

  machine_alarms = {
    ExecutionsFailed   = "An execution of %s failed: see what the topic was told."
    ExecutionsTimedOut = "An execution of %s took hours."
  }
}

resource "aws_cloudwatch_metric_alarm" "health" {
  #checkov:skip=CKV2_INFERWAY_1:It notifies the caller's topics, at least one by the validation of var.us_east_1_topic_arns, which checkov takes for empty.
  provider = aws.us_east_1
  for_each = local.health_alarms

  alarm_name        = each.value.name
  alarm_description = each.value.description

  namespace   = "AWS/Route53"
  metric_name = "HealthCheckStatus"
  dimensions  = { HealthCheckId = each.value.check_id }
  statistic   = "Minimum"

  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 1

  # Without data nothing is known: no outage is made of it.
  treat_missing_data = "missing"

  alarm_actions             = var.us_east_1_topic_arns
  ok_actions                = var.us_east_1_topic_arns
  insufficient_data_actions = var.us_east_1_topic_arns
}

resource "aws_cloudwatch_metric_alarm" "executions" {
  for_each = {
    for pair in setproduct(keys(local.arn_of), keys(local.machine_alarms)) :
    "${pair[0]}-${lower(pair[1])}" => { machine = pair[0], metric = pair[1] }
  }

  alarm_name        = "${var.name}-${each.key}"
  alarm_description = format(local.machine_alarms[each.value.metric], each.value.machine)

  namespace   = "AWS/States"
  metric_name = each.value.metric
  dimensions  = { StateMachineArn = local.arn_of[each.value.machine] }
  statistic   = "Sum"

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # nothing ran

  alarm_actions = [module.topic.arn]
  ok_actions    = [module.topic.arn]
}
