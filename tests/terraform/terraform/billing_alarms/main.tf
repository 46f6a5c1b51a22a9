# Applied by tests/terraform/test_billing_alarms.py against the local AWS.

terraform {
  backend "s3" {}
}

provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"

  default_tags {
    tags = { Project = "inferway" }
  }
}

module "billing_alarms" {
  source    = "../../../../modules/billing_alarms"
  providers = { aws = aws.us_east_1 }

  name_prefix = "inferway-test"

  levels = {
    warning   = { emails = ["team@example.com", "away@example.com"] }
    critical  = { emails = ["team@example.com", "lead@example.com"] }
    emergency = { urls = ["https://pager.example.com/bill"] }
    disaster = {
      amount_usd = 1000
      emails     = ["board@example.com"]
      chats      = ["arn:aws:chatbot::111111111111:chat-configuration/slack-channel/bill"]
    }
  }

  services        = { AmazonSageMaker = { amount_usd = 80, level = "critical" } }
  linked_accounts = { "222222222222" = { amount_usd = 60 } }

  monitoring_account_ids = ["333333333333"]
}

output "alarm_names" {
  description = "Read by the test."
  value       = module.billing_alarms.alarm_names
}

output "anomaly_monitor_arn" {
  description = "Read by the test."
  value       = module.billing_alarms.anomaly_monitor_arn
}

output "budget_name" {
  description = "Read by the test."
  value       = module.billing_alarms.budget_name
}

output "chat_topic_arns" {
  description = "Read by the test."
  value       = module.billing_alarms.chat_topic_arns
}

output "kms_key_arn" {
  description = "Read by the test."
  value       = module.billing_alarms.kms_key_arn
}

output "topic_arns" {
  description = "Read by the test."
  value       = module.billing_alarms.topic_arns
}
