# The model of the windows' transform jobs: the same image as everywhere, which
# reads the live pointer when a job starts.

locals {
  # The parts of <account>.dkr.ecr.<region>.amazonaws.com/<name>.
  repository = regex(
    "^(?P<registry_id>[0-9]{12})\\.dkr\\.ecr\\.(?P<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/(?P<name>.+)$",
    var.prediction_image.repository_url,
  )

  transform = {
    image = "${var.prediction_image.repository_url}@${data.aws_ecr_image.prediction.image_digest}"
    environment = {
      AWS_REGION            = local.region
      LOG_LEVEL             = var.log_level
      METRICS_NAMESPACE     = "Inferway"
      MODEL_BUCKET          = var.model_store.bucket_name
      MODEL_POINTER_KEY     = var.model_store.pointer_key
      MODEL_REFRESH_SECONDS = "60"
      OMP_NUM_THREADS       = "1" # each worker works on one request at a time
      SERVICE_NAME          = "${var.name}-transform"
    }
  }
}

data "aws_ecr_image" "prediction" {
  registry_id     = local.repository.registry_id
  repository_name = local.repository.name
  image_digest    = var.prediction_image.digest

  lifecycle {
    precondition {
      condition     = local.repository.region == local.region
      error_message = "prediction_image.repository_url is in ${local.repository.region}: SageMaker pulls from a repository in its own Region only, which is ${local.region}. Replicate the image, or push it there."
    }
  }
}

# Models cannot change, and their names are given, not made: so the name is made
# from the content. A job under way keeps the model that it began with.
resource "aws_sagemaker_model" "transform" {
  #checkov:skip=CKV_AWS_370:The container follows the live pointer, and reads S3 itself.
  name = "${var.name}-${substr(sha256(jsonencode([
    aws_iam_role.transform.name,
    local.transform,
  ])), 0, 16)}"

  execution_role_arn = aws_iam_role.transform.arn

  primary_container {
    image       = local.transform.image
    environment = local.transform.environment
  }

  lifecycle {
    create_before_destroy = true
  }

  # SageMaker looks for the image in the role's name.
  depends_on = [aws_iam_role_policy.transform]
}
