"""What Terraform sets for the function."""

import json

REGION = "eu-west-1"
ENV = {
    "ACTION": "reduce",
    "AWS_REGION": REGION,
    "COVERS": json.dumps({"name_prefix": "inferway-", "tags": {"Stage": "test"}}),
    "DRY_RUN": "true",
    "LOG_LEVEL": "INFO",
    "MARK_FIRST": "false",
    "METRICS_NAMESPACE": "Inferway",
    "SERVICE_NAME": "auto-stop",
    "STOPPED_PARAMETERS_PATH": "/inferway/test/stopped",
    "WINDOW_MINUTES": "60",
}
