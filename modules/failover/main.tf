# What moves clients and work from a Region that is lost into this one: health
# checks and failover records for clients, state machines for the work.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# Where the work goes on, which must outlive the home Region.
data "aws_region" "current" {
  lifecycle {
    postcondition {
      condition     = self.id == var.standby.region
      error_message = "The provider is of ${self.id}, and standby.region is ${var.standby.region}: the workflow runs in the Region that survives."
    }
  }
}

# The alarm's Region, which Route 53 leaves no choice of.
data "aws_region" "of_alarm" {
  provider = aws.us_east_1

  lifecycle {
    postcondition {
      condition     = self.id == "us-east-1"
      error_message = "The provider aws.us_east_1 is of ${self.id}: Route 53 measures health checks in us-east-1 alone."
    }
  }
}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  # Known in every plan; the provider is held to it.
  region = var.standby.region

  # Known before the things are, which need policies that name them.
  arn_of = {
    failover = "arn:${local.partition}:states:${local.region}:${local.account_id}:stateMachine:${var.name}"
    failback = "arn:${local.partition}:states:${local.region}:${local.account_id}:stateMachine:${var.name}-failback"
  }

  # The same tables in the home Region.
  home_config_table_arn = replace(var.config_table.arn, ":${local.region}:", ":${var.home.region}:")
}

# Nobody can be told by an alarm that went down with its Region.
check "the_alarm_outlives_the_home_region" {
  assert {
    condition     = var.home.region != "us-east-1"
    error_message = "The home Region is us-east-1, where the alarm on its health check lives: should all of it be lost, DNS moves clients, and people must begin the workflow ${var.name} by hand."
  }
}
