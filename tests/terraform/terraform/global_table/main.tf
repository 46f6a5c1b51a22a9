# Applied by tests/terraform/test_global_table.py against the local AWS.

terraform {
  backend "s3" {}
}

provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = { Stack = "inferway-test" }
  }
}

provider "aws" {
  alias  = "away"
  region = "eu-central-1"

  default_tags {
    tags = { Stack = "inferway-test", Part = "away" }
  }
}

resource "aws_kms_key" "home" {
  description             = "Encrypts the table."
  deletion_window_in_days = 7
}

resource "aws_kms_key" "away" {
  provider = aws.away

  description             = "Encrypts the replica."
  deletion_window_in_days = 7
}

resource "aws_sns_topic" "home" {
  name = "inferway-test-alerts"
}

resource "aws_sns_topic" "away" {
  provider = aws.away

  name = "inferway-test-alerts"
}

module "table" {
  source = "../../../../modules/global_table"

  name        = "inferway-test-inferences"
  hash_key    = "id"
  attributes  = { id = "S", unfinished = "S", attendBy = "N" }
  kms_key_arn = aws_kms_key.home.arn

  indexes = {
    unfinished-index = { hash_key = "unfinished", range_key = "attendBy" }
  }

  ttl_attribute = "expiresAt"

  replicas = {
    "eu-central-1" = { alarm_topic_arns = [aws_sns_topic.home.arn], latency_seconds = 30 }
  }
}

module "replica" {
  source    = "../../../../modules/table_replica"
  providers = { aws = aws.away }

  global_table     = module.table.replicated
  kms_key_arn      = aws_kms_key.away.arn
  alarm_topic_arns = [aws_sns_topic.away.arn]
}

output "keys" {
  description = "Read by the test."
  value       = { home = aws_kms_key.home.arn, away = aws_kms_key.away.arn }
}

output "name" {
  description = "Read by the test."
  value       = module.replica.name
}
