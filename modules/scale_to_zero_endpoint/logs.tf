resource "aws_cloudwatch_log_group" "component" {
  name              = "/aws/sagemaker/InferenceComponents/${local.component_name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn

  lifecycle {
    create_before_destroy = true
  }
}
