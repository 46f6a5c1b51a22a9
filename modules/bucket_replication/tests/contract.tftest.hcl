# What is copied, who copies it, and what is refused. That each statement is needed
# is asked of the local AWS, by the modules whose buckets are copied.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name                     = "inferway-test-documents"
  permissions_boundary_arn = "arn:aws:iam::111111111111:policy/boundary"
  prefixes                 = { payloads = "payloads/", results = "results/" }

  bucket = {
    arn         = "arn:aws:s3:::inferway-test-documents-eu-west-1"
    kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
    name        = "inferway-test-documents-eu-west-1"
  }

  destination = {
    bucket_arn  = "arn:aws:s3:::inferway-test-documents-eu-central-1"
    kms_key_arn = "arn:aws:kms:eu-central-1:111111111111:key/11111111-1111-1111-1111-111111111111"
  }
}

run "copies_each_prefix_and_no_deletes" {
  command = plan

  assert {
    condition     = [for rule in aws_s3_bucket_replication_configuration.replication.rule : "${rule.id} ${rule.priority} ${rule.filter[0].prefix}"] == ["payloads 1 payloads/", "results 2 results/"]
    error_message = "Each prefix must have a rule of its own."
  }

  assert {
    condition     = alltrue([for rule in aws_s3_bucket_replication_configuration.replication.rule : rule.delete_marker_replication[0].status == "Disabled"])
    error_message = "What is deleted here must stay in the other Region."
  }

  assert {
    condition     = alltrue([for rule in aws_s3_bucket_replication_configuration.replication.rule : rule.source_selection_criteria[0].sse_kms_encrypted_objects[0].status == "Enabled" && rule.destination[0].encryption_configuration[0].replica_kms_key_id == var.destination.kms_key_arn])
    error_message = "What is encrypted must be copied, under the other Region's key."
  }

  assert {
    condition     = alltrue([for rule in aws_s3_bucket_replication_configuration.replication.rule : rule.destination[0].metrics[0].status == "Enabled"])
    error_message = "What could not be copied must be counted."
  }
}

run "its_role_reads_and_writes_what_is_copied" {
  command = plan

  assert {
    condition     = aws_iam_role.replication.name == "inferway-test-documents-replication-eu-west-1" && aws_iam_role.replication.permissions_boundary == "arn:aws:iam::111111111111:policy/boundary"
    error_message = "The role must have its name, its Region and its boundary."
  }

  assert {
    condition = { for s in data.aws_iam_policy_document.replication.statement : s.sid => join(" ", s.resources) } == {
      SeeWhatIsNew = "arn:aws:s3:::inferway-test-documents-eu-west-1"
      ReadVersions = "arn:aws:s3:::inferway-test-documents-eu-west-1/payloads/* arn:aws:s3:::inferway-test-documents-eu-west-1/results/*"
      WriteCopies  = "arn:aws:s3:::inferway-test-documents-eu-central-1/payloads/* arn:aws:s3:::inferway-test-documents-eu-central-1/results/*"
      Decrypt      = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"
      Encrypt      = "arn:aws:kms:eu-central-1:111111111111:key/11111111-1111-1111-1111-111111111111"
    }
    error_message = "It must read and write these prefixes, with these keys."
  }

  assert {
    condition     = [for s in data.aws_iam_policy_document.replication.statement : [for c in s.condition : join(" ", c.values) if c.variable == "kms:ViaService"][0] if length(s.condition) > 0] == ["s3.eu-west-1.amazonaws.com", "s3.eu-central-1.amazonaws.com"]
    error_message = "Keys are for what S3 holds, each in its Region."
  }
}

run "copies_all_there_is" {
  command = plan

  variables {
    prefixes = { models = "" }
  }

  assert {
    condition     = [for rule in aws_s3_bucket_replication_configuration.replication.rule : "${rule.id} ${rule.filter[0].prefix == null}"] == ["models true"]
    error_message = "A rule for all must name no prefix."
  }

  assert {
    condition     = [for s in data.aws_iam_policy_document.replication.statement : join(" ", s.resources) if s.sid == "ReadVersions"] == ["arn:aws:s3:::inferway-test-documents-eu-west-1/*"]
    error_message = "It must read all there is."
  }
}

run "refuses_replication_within_a_region" {
  command = plan

  variables {
    destination = {
      bucket_arn  = "arn:aws:s3:::another"
      kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/11111111-1111-1111-1111-111111111111"
    }
  }

  expect_failures = [aws_s3_bucket_replication_configuration.replication]
}

run "refuses_to_copy_nothing" {
  command = plan

  variables {
    prefixes = {}
  }

  expect_failures = [var.prefixes]
}

run "refuses_prefixes_of_which_one_is_in_the_other" {
  command = plan

  variables {
    prefixes = { all = "", results = "results/" }
  }

  expect_failures = [var.prefixes]
}
