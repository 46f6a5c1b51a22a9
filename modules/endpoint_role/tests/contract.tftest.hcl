# What the role is called, who takes it and what it reads. That an endpoint needs
# each statement, and no other, is asked of the local AWS, in
# tests/terraform/test_endpoint.py and test_scale_to_zero_endpoint.py.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name                     = "inferway-test-ml-m5-large"
  operate_policy_json      = "{\"Statement\":[]}"
  permissions_boundary_arn = "arn:aws:iam::111111111111:policy/inferway-workload"

  model_store = {
    bucket_arn  = "arn:aws:s3:::inferway-test-models"
    bucket_name = "inferway-test-models"
    kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/11111111-1111-1111-1111-111111111111"
    pointer_key = "live.json"
  }

  repository = {
    name        = "inferway/prediction"
    region      = "eu-west-1"
    registry_id = "111111111111"
  }
}

run "the_role_is_sagemakers_and_the_endpoints_own" {
  command = plan

  assert {
    condition     = output.name == "inferway-test-ml-m5-large-eu-west-1" && aws_iam_role.endpoint.description == "What the endpoint inferway-test-ml-m5-large may do."
    error_message = "The role must be called as the endpoint, in its Region."
  }

  assert {
    condition     = aws_iam_role.endpoint.permissions_boundary == "arn:aws:iam::111111111111:policy/inferway-workload"
    error_message = "The role must have its boundary."
  }

  assert {
    condition     = toset(flatten(data.aws_iam_policy_document.assume.statement[*].principals[*].identifiers[*])) == toset(["sagemaker.amazonaws.com"])
    error_message = "SageMaker alone may take the role."
  }

  assert {
    condition     = [for c in data.aws_iam_policy_document.assume.statement[0].condition : "${c.test} ${c.variable} ${join(",", c.values)}"] == ["StringEquals aws:SourceAccount 111111111111"]
    error_message = "SageMaker may take the role for this account alone."
  }

  assert {
    condition     = aws_iam_role_policy.operate.name == "operate" && aws_iam_role_policy.operate.policy == "{\"Statement\":[]}"
    error_message = "What the kind needs must be as it is given."
  }
}

run "what_follows_the_pointer_reads_it_and_every_model" {
  command = plan

  assert {
    condition = { for s in data.aws_iam_policy_document.read.statement : s.sid => join(",", s.resources) } == {
      LogInToTheRegistry      = "*"
      PullTheImage            = "arn:aws:ecr:eu-west-1:111111111111:repository/inferway/prediction"
      ReadThePointer          = "arn:aws:s3:::inferway-test-models/live.json"
      SeeThatThereIsNoPointer = "arn:aws:s3:::inferway-test-models"
      ReadPinnedModels        = "arn:aws:s3:::inferway-test-models/models/*"
      DecryptModels           = "arn:aws:kms:eu-west-1:111111111111:key/11111111-1111-1111-1111-111111111111"
    }
    error_message = "It may read the image, the pointer and what the pointer names."
  }

  # Decryption for S3, and for no other service.
  assert {
    condition     = flatten([for s in data.aws_iam_policy_document.read.statement : [for c in s.condition : "${s.sid} ${c.test} ${c.variable} ${join(",", c.values)}"]]) == ["DecryptModels StringEquals kms:ViaService s3.eu-west-1.amazonaws.com"]
    error_message = "The models' key is for what S3 holds."
  }

  # The name is that of every role that there is: another one replaces the policy.
  assert {
    condition     = aws_iam_role_policy.read.name == "read-e1c653b704a0b23d"
    error_message = "What is read must have the name that it was deployed under: ${aws_iam_role_policy.read.name}."
  }
}

run "what_is_pinned_reads_its_model_alone" {
  command = plan

  variables {
    pinned_model = "posts"
  }

  assert {
    condition     = toset(flatten([for s in data.aws_iam_policy_document.read.statement : tolist(s.resources) if startswith(s.sid, "Read")])) == toset(["arn:aws:s3:::inferway-test-models/models/posts/*/model.tar.gz"])
    error_message = "It may read this model and no pointer."
  }

  assert {
    condition     = length([for s in data.aws_iam_policy_document.read.statement : s if s.sid == "SeeThatThereIsNoPointer"]) == 0
    error_message = "It may not list what there is."
  }

  # Another one than before: both are there while the endpoint is updated.
  assert {
    condition     = aws_iam_role_policy.read.name == "read-0f0071e74332443f"
    error_message = "What is read must have the name that it was deployed under: ${aws_iam_role_policy.read.name}."
  }
}
