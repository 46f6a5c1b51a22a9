locals {
  via_s3 = "s3.${local.region}.amazonaws.com"

  # What is written to S3, and under which key.
  failure_s3_uri = try(coalesce(var.async.failure_s3_uri, "${trimsuffix(var.async.output_s3_uri, "/")}/failures"), null)
  written = {
    for what, to in {
      Answers  = { uri = try(var.async.output_s3_uri, null), key = try(var.async.kms_key_arn, null) }
      Captures = { uri = try(var.data_capture.destination_s3_uri, null), key = try(var.data_capture.kms_key_arn, null) }
      Failures = { uri = local.failure_s3_uri, key = try(var.async.kms_key_arn, null) }
    } : what => { arn = local.folder_arn[to.uri], key = to.key } if to.uri != null
  }
  folder_arn = {
    for uri in compact([
      try(var.async.input_s3_uri, null),
      try(var.async.output_s3_uri, null),
      try(var.data_capture.destination_s3_uri, null),
      local.failure_s3_uri,
    ]) : uri => "arn:${local.partition}:s3:::${trimsuffix(trimprefix(uri, "s3://"), "/")}/*"
  }
}

module "role" {
  source = "../endpoint_role"

  name                     = local.endpoint_name
  repository               = local.repository
  model_store              = var.model_store
  pinned_model             = try(local.pinned.name, null)
  operate_policy_json      = data.aws_iam_policy_document.operate.json
  permissions_boundary_arn = var.permissions_boundary_arn
}

moved {
  from = aws_iam_role.endpoint
  to   = module.role.aws_iam_role.endpoint
}

moved {
  from = aws_iam_role_policy.operate
  to   = module.role.aws_iam_role_policy.operate
}

moved {
  from = aws_iam_role_policy.read
  to   = module.role.aws_iam_role_policy.read
}
