# That what an environment says reaches the parts. What they refuse is in their
# own contracts.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_ecr_image" {
    defaults = { image_tags = ["1.0.0"] }
  }
}

variables {
  name_prefix = "inferway-test"
  clients     = { demo = {} }

  prediction_image = {
    repository_url = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction"
    digest         = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
}

run "accepts_the_smallest_input" {
  command = plan

  assert {
    condition     = output.prediction_log_group == "/aws/lambda/inferway-test-prediction"
    error_message = "Names must begin with the prefix."
  }
}

run "a_client_gets_the_key_that_was_made_for_it" {
  command = plan

  variables {
    clients = { demo = { api_key = { id = "abcdef1234" } } }
  }

  assert {
    condition     = output.api_key_ids == { demo = "abcdef1234" }
    error_message = "Clients must reach the API."
  }
}

run "the_custom_domain_is_the_address" {
  command = plan

  variables {
    custom_domain = {
      name            = "predict.example.com"
      certificate_arn = "arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-0000-0000-000000000000"
    }
  }

  assert {
    condition     = output.predict_url == "https://predict.example.com/predict"
    error_message = "The custom domain must reach the API."
  }
}
