data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

resource "aws_ecr_repository" "images" {
  name                 = var.name
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = var.kms_key_arn
  }
}

# A function that is deployed by digest runs whatever happens to tags, until its
# image expires; then it fails. So what has a tag stays for ever, and
# image_function refuses to deploy what has none.
resource "aws_ecr_lifecycle_policy" "untagged" {
  repository = aws_ecr_repository.images.name

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Left-overs of builds: nothing that is deployed is without a tag."
      selection = {
        tagStatus   = "untagged"
        countType   = "sinceImagePushed"
        countUnit   = "days"
        countNumber = var.untagged_days
      }
      action = { type = "expire" }
    }]
  })
}

data "aws_iam_policy_document" "pull" {
  statement {
    # Under this name Lambda writes the statement itself when it finds none that
    # lets it pull: the policy would then change behind Terraform's back.
    sid = "LambdaECRImageRetrievalPolicy"

    actions = [
      "ecr:BatchGetImage",
      "ecr:GetDownloadUrlForLayer",
    ]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }

    # Functions of this account and Region, which is where Lambda can pull from.
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values = [
        "arn:${data.aws_partition.current.partition}:lambda:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:function:*",
      ]
    }
  }
}

resource "aws_ecr_repository_policy" "pull" {
  repository = aws_ecr_repository.images.name
  policy     = data.aws_iam_policy_document.pull.json
}

resource "aws_ecr_replication_configuration" "registry" {
  count = var.replication == null ? 0 : 1

  replication_configuration {
    rule {
      repository_filter {
        filter      = coalesce(var.replication.prefix, var.name)
        filter_type = "PREFIX_MATCH"
      }

      dynamic "destination" {
        for_each = var.replication.regions

        content {
          region      = destination.value
          registry_id = data.aws_caller_identity.current.account_id
        }
      }
    }
  }

  lifecycle {
    precondition {
      condition     = !contains(var.replication.regions, data.aws_region.current.id)
      error_message = "replication.regions must not name ${data.aws_region.current.id}, where the repository is."
    }
  }
}
