"""Transform jobs: they read S3, ask containers and write S3."""
