# Applied by tests/terraform/test_backup.py against the local AWS.

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
  alias  = "copy"
  region = "eu-central-1"

  default_tags {
    tags = { Stack = "inferway-test", Part = "copy" }
  }
}

resource "aws_kms_key" "tables" {
  description             = "Encrypts the table."
  deletion_window_in_days = 7
}

resource "aws_kms_key" "restored" {
  provider = aws.copy

  description             = "Encrypts the table that is restored."
  deletion_window_in_days = 7
}

resource "aws_sns_topic" "alerts" {
  name = "inferway-test-backup-alerts"
}

resource "aws_sns_topic" "copy_alerts" {
  provider = aws.copy

  name = "inferway-test-backup-alerts"
}

module "table" {
  source = "../../../../modules/global_table"

  name                = "inferway-test-backed-up"
  hash_key            = "id"
  attributes          = { id = "S", unfinished = "S", attendBy = "N" }
  kms_key_arn         = aws_kms_key.tables.arn
  deletion_protection = false

  indexes = {
    unfinished-index = { hash_key = "unfinished", range_key = "attendBy" }
  }
}

module "backup" {
  source    = "../../../../modules/backup"
  providers = { aws = aws, aws.copy = aws.copy }

  name_prefix      = "inferway-test"
  alarm_topic_arns = [aws_sns_topic.alerts.arn]
  force_destroy    = true

  tables = {
    records = { arn = module.table.arn, kms_key_arn = aws_kms_key.tables.arn }
  }

  schedule  = { cron = "cron(30 2 * * ? *)", time_zone = "Europe/Zurich", overdue_hours = 26 }
  retention = { delete_after_days = 7 }
  copy      = { alarm_topic_arns = [aws_sns_topic.copy_alerts.arn] }
  lock      = { min_retention_days = 7, max_retention_days = 365 }
}

output "backup" {
  description = "Read by the test."
  value = {
    roles  = module.backup.role_arns
    vaults = module.backup.vaults
  }
}

output "restored_key_arn" {
  description = "Read by the test."
  value       = aws_kms_key.restored.arn
}
