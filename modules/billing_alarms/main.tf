data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# An alarm elsewhere would be created, and never ring.
data "aws_region" "current" {
  lifecycle {
    postcondition {
      condition     = self.id == "us-east-1"
      error_message = "This provider's Region is ${self.id}, and AWS measures charges in us-east-1 alone: pass a provider of that Region, as in `providers = { aws = aws.us_east_1 }`."
    }
  }
}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  # What a level of these names means, unless it says otherwise.
  known_amounts = { warning = 100, critical = 200, emergency = 500 }

  amounts = {
    for name, level in var.levels :
    name => level.amount_usd != null ? level.amount_usd : lookup(local.known_amounts, name, null)
  }

  # By amount. (Padded, because text sorts.)
  by_amount = { for name, amount in local.amounts : format("%020.6f", amount) => name if amount != null }
  levels    = [for amount in sort(keys(local.by_amount)) : local.by_amount[amount]]

  first_level = local.levels[0]
  last_level  = local.levels[length(local.levels) - 1]

  budget_level    = var.budget.level != null ? var.budget.level : local.first_level
  budget_amount   = var.budget.amount_usd != null ? var.budget.amount_usd : local.amounts[local.last_level]
  anomalies_level = var.anomalies.level != null ? var.anomalies.level : local.first_level
}
