terraform {
  backend "s3" {
    bucket       = "inferway-111111111111-tfstate"
    key          = "staging.tfstate"
    region       = "eu-west-1"
    use_lockfile = true

    # No `encrypt`: it would ask for S3's own encryption, in place of the key
    # that the bucket encrypts with.
  }
}
