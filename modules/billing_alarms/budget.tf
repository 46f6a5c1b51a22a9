# What CloudWatch cannot tell: where the month is going, and what is unusual in it.

resource "aws_budgets_budget" "month" {
  name         = "${var.name_prefix}-month"
  budget_type  = "COST"
  limit_amount = local.budget_amount
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  dynamic "notification" {
    for_each = var.budget.actual_percents

    content {
      notification_type         = "ACTUAL"
      comparison_operator       = "GREATER_THAN"
      threshold                 = notification.value
      threshold_type            = "PERCENTAGE"
      subscriber_sns_topic_arns = [aws_sns_topic.level[local.budget_level].arn]
    }
  }

  dynamic "notification" {
    for_each = var.budget.forecast_percents

    content {
      notification_type         = "FORECASTED"
      comparison_operator       = "GREATER_THAN"
      threshold                 = notification.value
      threshold_type            = "PERCENTAGE"
      subscriber_sns_topic_arns = [aws_sns_topic.level[local.budget_level].arn]
    }
  }

  depends_on = [aws_sns_topic_policy.level]
}

# An account has one monitor of services, and AWS may have made it.
resource "aws_ce_anomaly_monitor" "services" {
  count = var.anomalies.monitor_arn == null ? 1 : 0

  name              = "${var.name_prefix}-services"
  monitor_type      = "DIMENSIONAL"
  monitor_dimension = "SERVICE"
}

resource "aws_ce_anomaly_subscription" "unusual" {
  name             = "${var.name_prefix}-unusual"
  frequency        = "IMMEDIATE" # the only one for topics
  monitor_arn_list = var.anomalies.monitor_arn == null ? aws_ce_anomaly_monitor.services[*].arn : [var.anomalies.monitor_arn]

  subscriber {
    type    = "SNS"
    address = aws_sns_topic.level[local.anomalies_level].arn
  }

  threshold_expression {
    dimension {
      key           = "ANOMALY_TOTAL_IMPACT_ABSOLUTE"
      match_options = ["GREATER_THAN_OR_EQUAL"]
      values        = [tostring(var.anomalies.impact_usd)]
    }
  }

  depends_on = [aws_sns_topic_policy.level]
}
