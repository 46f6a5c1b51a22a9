terraform {
  required_version = ">= 1.9, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"

      # Route 53 measures in us-east-1 alone, and an alarm lives where its metric is.
      configuration_aliases = [aws.us_east_1]
    }
  }
}
