"""Names that the tests of this folder share."""

from types import SimpleNamespace

REGION = "eu-west-1"
ENV = {
    "AWS_REGION": REGION,
    "BATCH_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/1/none",
    "INFERENCES_BUCKET": "unit-batch-fronts",
    "INSTANCE_COUNT": "1",
    "INSTANCE_TYPE": "ml.m5.large",
    "JOB_NAME_PREFIX": "inferway",
    "KMS_KEY_ARN": "arn:aws:kms:eu-west-1:111122223333:key/1",
    "LOG_LEVEL": "INFO",
    "MAX_CONCURRENT_TRANSFORMS": "4",
    "MAX_PAYLOAD_MB": "6",
    "METRICS_NAMESPACE": "Inferway",
    "MODEL_NAME": "model",
    "RECORDS_TABLE": "unit-batch-records",
    "RESULTS_FUNCTION": "results",
    "SERVICE_NAME": "unit-batch",
    "STATE_MACHINE_ARN": "arn:aws:states:eu-west-1:111122223333:stateMachine:none",
    "WINDOW_MAX_RECORDS": "5000",
}
CONTEXT = SimpleNamespace(get_remaining_time_in_millis=lambda: 120_000)
