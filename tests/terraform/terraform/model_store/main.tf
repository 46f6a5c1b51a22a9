# Applied by tests/terraform/test_model_store.py against the local AWS.

provider "aws" {
  region = "eu-west-1"
}

module "model_store" {
  source = "../../../../modules/model_store"

  name_prefix       = "inferway-test"
  replaced_versions = { days = 30, keep = 2 }
  access_log_days   = 10
  force_destroy     = true
}

output "bucket_name" {
  description = "Read by the test."
  value       = module.model_store.bucket_name
}

output "kms_key_arn" {
  description = "Read by the test."
  value       = module.model_store.kms_key_arn
}
