# Tier 3: backups of the tables, and a copy of each in the other Region. Models are
# copied by S3, under the version ids that the live pointer names.

module "backup" {
  source    = "../backup"
  count     = var.recovery_tier == 3 ? 1 : 0
  providers = { aws = aws, aws.copy = aws.standby }

  name_prefix              = var.name_prefix
  permissions_boundary_arn = var.permissions_boundary_arn
  force_destroy            = var.routing.force_destroy

  tables = {
    records        = { arn = module.records.arn, kms_key_arn = aws_kms_key.tables.arn }
    routing_config = { arn = module.routing_config.table_arn, kms_key_arn = aws_kms_key.tables.arn }
  }

  copy      = merge(var.backup.copy, { alarm_topic_arns = [local.standby_topic_arn] })
  lock      = var.backup.lock
  retention = var.backup.retention
  schedule  = var.backup.schedule

  alarm_topic_arns = [module.region.alerts_topic_arn]
}
