terraform {
  required_version = ">= 1.9, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"

      # Copies lie in a vault of another Region.
      configuration_aliases = [aws.copy]
    }
  }
}
