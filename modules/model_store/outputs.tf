output "bucket_arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.models.arn

  # S3 refuses to copy into a bucket that keeps no versions.
  depends_on = [aws_s3_bucket_versioning.models]
}

output "bucket_name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.models.id

  # Nobody writes before versions are kept and other keys are refused.
  depends_on = [
    aws_s3_bucket_policy.models,
    aws_s3_bucket_server_side_encryption_configuration.models,
    aws_s3_bucket_versioning.models,
  ]
}

output "kms_key_arn" {
  description = "ARN of the key that every object is encrypted with."
  value       = aws_kms_key.models.arn
}

output "pointer_key" {
  description = "Key of the object that says which model is live."
  value       = local.pointer_key
}
