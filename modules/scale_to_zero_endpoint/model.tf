locals {
  pinned = var.model.pinned

  pinned_folder = try("models/${local.pinned.name}/${local.pinned.version}", null)
  pinned_files = {
    archive  = try("${local.pinned_folder}/model.tar.gz", null)
    manifest = try("${local.pinned_folder}/manifest.json", null)
  }

  # Nothing is loaded but what this manifest describes.
  manifest_sha256 = one([for manifest in data.aws_s3_object.manifest : sha256(manifest.body)])

  environment = merge(
    {
      OMP_NUM_THREADS = "1" # each worker works on one request at a time
      SERVICE_NAME    = local.endpoint_name
    },
    var.environment,
    { AWS_REGION = local.region },
    local.pinned != null ? { MODEL_MANIFEST_SHA256 = local.manifest_sha256 } : {
      MODEL_BUCKET                                 = var.model_store.bucket_name
      MODEL_POINTER_KEY                            = var.model_store.pointer_key
      MODEL_REFRESH_SECONDS                        = tostring(var.model.refresh_seconds)
    },
  )

  image_uri      = "${var.image.repository_url}@${data.aws_ecr_image.deployed.image_digest}"
  model_data_url = local.pinned == null ? null : "s3://${var.model_store.bucket_name}/${local.pinned_files.archive}"
}

# Asked at plan time: a version that was never published fails the plan.
data "aws_s3_objects" "pinned" {
  count = local.pinned == null ? 0 : 1

  bucket   = var.model_store.bucket_name
  prefix   = "${local.pinned_folder}/"
  max_keys = 20

  lifecycle {
    postcondition {
      condition     = length(setsubtract(values(local.pinned_files), self.keys)) == 0
      error_message = "model.pinned names version ${local.pinned.version} of ${local.pinned.name}, and ${var.model_store.bucket_name} does not hold it whole. Publish it (`inferway publish`), or pin one of those that `inferway versions` lists."
    }
  }
}

data "aws_s3_object" "manifest" {
  count = local.pinned == null ? 0 : 1

  bucket = var.model_store.bucket_name
  # Read when it is known to be there.
  key = one([for key in data.aws_s3_objects.pinned[0].keys : key if key == local.pinned_files.manifest])
}

# Models cannot change, and their names are given, not made: so the name is made
# from the content.
resource "aws_sagemaker_model" "component" {
  #checkov:skip=CKV_AWS_370:Left to the caller: a container that follows the live pointer reads S3 itself. network_isolation closes the network, and demands a pinned version.
  name = "${var.name}-${substr(sha256(jsonencode([
    module.role.name,
    local.image_uri,
    local.environment,
    local.model_data_url,
    var.network_isolation,
  ])), 0, 16)}"

  execution_role_arn       = module.role.arn
  enable_network_isolation = var.network_isolation

  primary_container {
    image          = local.image_uri
    model_data_url = local.model_data_url
    environment    = local.environment
  }

  lifecycle {
    create_before_destroy = true
  }

  # SageMaker looks for the image and the archive in the role's name.
  depends_on = [module.role]
}
