# What the month has cost so far, against each amount. AWS measures about every
# six hours, at times later: in between the alarm stays as it is, so that an
# amount is told once, and again only in another month.

locals {
  # By what the alarm looks at.
  alarms = merge(
    {
      for name, amount in local.amounts : name => {
        amount      = amount
        description = "The account's month has cost ${amount} USD or more."
        dimensions  = {}
        level       = name
      }
    },
    {
      for service, limit in var.services : service => {
        amount      = limit.amount_usd
        description = "The month's charges of ${service} are ${limit.amount_usd} USD or more."
        dimensions  = { ServiceName = service }
        level       = limit.level != null ? limit.level : local.first_level
      }
    },
    {
      for id, limit in var.linked_accounts : "account-${id}" => {
        amount      = limit.amount_usd
        description = "The month of the account ${id} has cost ${limit.amount_usd} USD or more."
        dimensions  = { LinkedAccount = id }
        level       = limit.level != null ? limit.level : local.first_level
      }
    },
  )
}

resource "aws_cloudwatch_metric_alarm" "bill" {
  for_each = local.alarms

  alarm_name        = "${var.name_prefix}-bill-${each.key}"
  alarm_description = each.value.description

  namespace   = "AWS/Billing"
  metric_name = "EstimatedCharges"
  dimensions  = merge(each.value.dimensions, { Currency = "USD" })
  statistic   = "Maximum"

  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = each.value.amount
  period              = 6 * 3600
  evaluation_periods  = 1
  treat_missing_data  = "ignore"

  alarm_actions = [aws_sns_topic.level[each.value.level].arn]

  # It may ring at once.
  depends_on = [aws_sns_topic_policy.level]
}
