# The bill is the account's: whoever applied it in two environments would be told
# everything twice. It is in us-east-1, as the charges are.

module "billing_alarms" {
  source    = "../../modules/billing_alarms"
  providers = { aws = aws.us_east_1 }

  name_prefix = "inferway"

  levels = {
    warning   = { emails = ["platform@example.com"] }
    critical  = { emails = ["platform@example.com", "finance@example.com"] }
    emergency = { emails = ["platform@example.com", "finance@example.com", "oncall@example.com"] }
  }

  services = {
    AmazonSageMaker = { amount_usd = 80 }
  }

  anomalies = { monitor_arn = var.anomaly_monitor_arn }
}
