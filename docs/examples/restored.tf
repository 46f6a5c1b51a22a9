# What is there already when an environment is restored in another Region: tables
# from a backup, and the copy of the models. Copied into the environment's folder by
# docs/runbooks/restore.md, and deleted after the apply.

data "aws_kms_key" "models" {
  key_id = "alias/${local.restored.prefix}-models"
}

locals {
  restored = {
    prefix = "inferway-${local.environment}"
    suffix = "${local.account_id}-${local.region}"
  }

  models_bucket      = "${local.restored.prefix}-models-${local.restored.suffix}"
  models_logs_bucket = "${local.restored.prefix}-models-logs-${local.restored.suffix}"
}

import {
  to = module.stack.module.records.aws_dynamodb_table.global
  id = "${local.restored.prefix}-inferences"
}

import {
  to = module.stack.module.routing_config.module.table.aws_dynamodb_table.global
  id = "${local.restored.prefix}-routing-config"
}

import {
  to = module.stack.module.region.module.model_store[0].aws_kms_key.models
  id = data.aws_kms_key.models.id
}

import {
  to = module.stack.module.region.module.model_store[0].aws_kms_alias.models
  id = "alias/${local.restored.prefix}-models"
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket.models
  id = local.models_bucket
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket_versioning.models
  id = local.models_bucket
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket_server_side_encryption_configuration.models
  id = local.models_bucket
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket_ownership_controls.models
  id = local.models_bucket
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket_public_access_block.models
  id = local.models_bucket
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket_logging.models
  id = local.models_bucket
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket_lifecycle_configuration.models
  id = local.models_bucket
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket_policy.models
  id = local.models_bucket
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket.access_logs
  id = local.models_logs_bucket
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket_server_side_encryption_configuration.access_logs
  id = local.models_logs_bucket
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket_ownership_controls.access_logs
  id = local.models_logs_bucket
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket_public_access_block.access_logs
  id = local.models_logs_bucket
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket_lifecycle_configuration.access_logs
  id = local.models_logs_bucket
}

import {
  to = module.stack.module.region.module.model_store[0].aws_s3_bucket_policy.access_logs
  id = local.models_logs_bucket
}
