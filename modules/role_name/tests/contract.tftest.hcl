# What a name becomes, and what is refused.

variables {
  name   = "inferway-test-prediction"
  region = "eu-west-1"
}

run "a_name_ends_with_its_region" {
  command = plan

  assert {
    condition     = output.name == "inferway-test-prediction-eu-west-1"
    error_message = "A role is told apart by its Region."
  }
}

# 50 characters fit with ap-southeast-2 (14) but for the hyphen.
run "a_long_name_is_cut_and_told_apart" {
  command = plan

  variables {
    name   = "inferway-test-0123456789-0123456789-0123456789-end"
    region = "ap-southeast-2"
  }

  assert {
    condition     = output.name == "inferway-test-0123456789-0123456789-0123-9a744309-ap-southeast-2"
    error_message = "A long name keeps its beginning and its Region: ${output.name}."
  }
}

run "a_name_that_just_fits_is_kept" {
  command = plan

  variables {
    name   = "inferway-test-0123456789-0123456789-0123456789-nd"
    region = "ap-southeast-2"
  }

  assert {
    condition     = output.name == "inferway-test-0123456789-0123456789-0123456789-nd-ap-southeast-2" && length(output.name) == 64
    error_message = "64 characters are allowed: ${output.name}."
  }
}

run "refuses_what_iam_does_not_take" {
  command = plan

  variables {
    name = "inferway test"
  }

  expect_failures = [var.name]
}
