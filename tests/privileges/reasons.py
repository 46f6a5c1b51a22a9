"""Why an action that no flow uses is in a policy all the same."""

from collections.abc import Mapping

_TRACING = (
    "only with `tracing`: Lambda and Step Functions write traces in the role's name, "
    "which the local AWS does not"
)
_INSTANCES = (
    "SageMaker reports processors and memory in the role's name; the local AWS "
    "measures nothing"
)
_NETWORK = "only with `vpc`: SageMaker joins the network in the role's name"
_LOG_DELIVERY = (
    "Step Functions asks for all of them when a state machine is made: "
    "[AWS's list](https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html)"
)
_STREAMS = (
    "SageMaker asks what streams there are: "
    "[AWS's list](https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html)"
)
_FAILED_EVENT = (
    "only when an event has failed for good: the same for every function, and shown of "
    "one by `terraform/test_image_function`"
)
_NEVER_THROUGH = (
    "only when a schedule never got through to its function: shown by "
    "`unit/local_aws/events/test_schedules`"
)
_FAILED_FOR_GOOD = "only when an inference failed in a way that nobody foresaw"
_BROKEN_OFF = "only when an upload in parts is broken off"
_COPIES = (
    "S3 copies tags and owners with each version, and asks for all of them: "
    "[AWS's list](https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
    "setting-repl-config-perm-overview.html)"
)
_BACKUP = (
    "AWS Backup asks in the role's name, and the local AWS does not: as in AWS's own "
    "policy for it"
)

# By statement, and the action as it writes it; "*" is every one.
UNUSED: Mapping[tuple[str, str], str] = {
    ("*", "backup:DescribeBackupVault"): _BACKUP,
    ("*", "dynamodb:ListTagsOfResource"): _BACKUP,
    ("*", "kms:DescribeKey"): _BACKUP,
    ("*", "logs:DescribeLogStreams"): _STREAMS,
    ("*", "s3:AbortMultipartUpload"): _BROKEN_OFF,
    ("DeliverLogs", "*"): _LOG_DELIVERY,
    ("EncryptFailedEvents", "*"): _FAILED_EVENT,
    ("EncryptTheTables", "*"): _BACKUP,
    ("EncryptWhatFailedForGood", "*"): _FAILED_FOR_GOOD,
    ("EncryptWhatNeverGotThrough", "*"): _NEVER_THROUGH,
    ("JoinTheNetwork", "*"): _NETWORK,
    ("KeepFailedEvents", "*"): _FAILED_EVENT,
    ("KeepWhatFailedForGood", "*"): _FAILED_FOR_GOOD,
    ("KeepWhatNeverGotThrough", "*"): _NEVER_THROUGH,
    ("LookAtTheNetwork", "*"): _NETWORK,
    ("ReadVersions", "*"): _COPIES,
    ("ReportTheInstances", "*"): _INSTANCES,
    ("SeeThatThereIsNoPointer", "*"): "only before the first model is promoted",
    ("SeeWhatIsNew", "*"): _COPIES,
    ("WriteCopies", "s3:ReplicateTags"): _COPIES,
    ("WriteTraces", "*"): _TRACING,
}


def reason(sid: str, action: str) -> str | None:
    """Return why an action is unused, or None where nothing says so."""
    named = ((sid, action), (sid, "*"), ("*", action))
    return next((UNUSED[name] for name in named if name in UNUSED), None)
