"""The inferway command, thin over model, local_aws and AWS."""
