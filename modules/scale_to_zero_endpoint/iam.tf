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
