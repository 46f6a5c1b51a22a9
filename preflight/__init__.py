"""Looks, before the first apply, at what Terraform can neither see nor set."""
