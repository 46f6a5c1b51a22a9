"""Inference components: what is deployed on the instances of an endpoint."""
