# The tables in the Region that takes over. Their items come by themselves.

locals {
  # By the topic's policy: no alarm exists before it may notify.
  replicas = local.two_regions ? {
    (local.standby_region) = { alarm_topic_arns = [module.region.alerts_topic_arn] }
  } : {}

  # As the standby's policies and functions are told, once there are replicas.
  standby_tables = local.two_regions ? {
    kms_key_arn = aws_kms_key.standby_tables[0].arn

    config = {
      arn       = module.routing_config_replica[0].arn
      index_arn = "${module.routing_config_replica[0].arn}/index/${basename(module.routing_config.index_arn)}"
      name      = module.routing_config_replica[0].name
    }

    records = {
      arn       = module.records_replica[0].arn
      index_arn = "${module.records_replica[0].arn}/index/${basename(module.records.index_arns["unfinished-index"])}"
      name      = module.records_replica[0].name
    }
  } : null
}

resource "aws_kms_key" "standby_tables" {
  provider = aws.standby
  count    = local.two_regions ? 1 : 0

  description             = "Encrypts the tables of ${var.name_prefix}."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.tables_key.json
}

resource "aws_kms_alias" "standby_tables" {
  provider = aws.standby
  count    = local.two_regions ? 1 : 0

  name          = "alias/${var.name_prefix}-tables"
  target_key_id = aws_kms_key.standby_tables[0].key_id
}

module "records_replica" {
  source    = "../table_replica"
  count     = local.two_regions ? 1 : 0
  providers = { aws = aws.standby }

  global_table        = module.records.replicated
  kms_key_arn         = aws_kms_key.standby_tables[0].arn
  deletion_protection = !var.routing.force_destroy
  alarm_topic_arns    = [module.standby[0].alerts_topic_arn]
}

module "routing_config_replica" {
  source    = "../table_replica"
  count     = local.two_regions ? 1 : 0
  providers = { aws = aws.standby }

  global_table        = module.routing_config.replicated
  kms_key_arn         = aws_kms_key.standby_tables[0].arn
  deletion_protection = !var.routing.force_destroy
  alarm_topic_arns    = [module.standby[0].alerts_topic_arn]
}
