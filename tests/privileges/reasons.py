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
_STREAMS = (
    "SageMaker asks what streams there are: "
    "[AWS's list](https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html)"
)
_FAILED_EVENT = (
    "only when an event has failed for good: the same for every function, and shown of "
    "such a role by `unit/local_aws/runtime/test_events`"
)
_NEVER_THROUGH = (
    "only when a schedule never got through to its function: shown by "
    "`unit/local_aws/events/test_schedules`"
)
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

_TOLD = "only with `async.notify`: no flow waits for what it tells"
_LONG = "only for a result that is too long for a record"

# By statement, and the action as it writes it; "*" is every one.
UNUSED: Mapping[tuple[str, str], str] = {
    ("*", "backup:DescribeBackupVault"): _BACKUP,
    ("*", "dynamodb:ListTagsOfResource"): _BACKUP,
    ("*", "kms:DescribeKey"): _BACKUP,
    ("*", "logs:DescribeLogStreams"): _STREAMS,
    ("*", "s3:AbortMultipartUpload"): _BROKEN_OFF,
    ("EncryptWhatIsWritten0", "kms:Decrypt"): "only for uploads in parts",
    ("EncryptFailedEvents", "*"): _FAILED_EVENT,
    ("EncryptTheTables", "*"): _BACKUP,
    ("EncryptWhatIsTold", "*"): _TOLD,
    ("EncryptWhatNeverGotThrough", "*"): _NEVER_THROUGH,
    ("EndWaits", "states:SendTaskFailure"): "only when a job failed for good",
    ("KeepFailedEvents", "*"): _FAILED_EVENT,
    ("KeepWhatNeverGotThrough", "*"): _NEVER_THROUGH,
    ("ReadAndWriteDocuments", "s3:GetObject"): _LONG,
    ("ReadUnfinishedRecords", "*"): "only while inferences wait that nobody began",
    ("ReadVersions", "*"): _COPIES,
    ("ReportTheInstances", "*"): _INSTANCES,
    ("SeeThatAJobWroteNothing", "*"): "only when a job wrote no answer",
    ("SeeThatThereIsNoPointer", "*"): "only before the first model is promoted",
    ("SeeWhatIsNew", "*"): _COPIES,
    ("TellOfAnswers", "*"): _TOLD,
    ("UseTheKeyOfDocuments", "kms:Decrypt"): _LONG,
    ("UseTheKeyOfDocuments", "kms:GenerateDataKey"): _LONG,
    (
        "WriteCaptures",
        "s3:PutObject",
    ): "only with `capture`: the local AWS captures nothing",
    ("WriteCopies", "s3:ReplicateTags"): _COPIES,
    ("WhatTheCodeDoes", "*"): "of a test: its function does nothing",
    ("WriteFailures", "s3:PutObject"): "only when an asynchronous request failed",
    ("WriteResults", "*"): _LONG,
    ("WriteTraces", "*"): _TRACING,
}


# In no flow's deployment, and so not on the page: what AWS does there in a role's name
# the local AWS does not.
NOT_DEPLOYED: Mapping[str, str] = {
    "JoinTheNetwork": "only with `vpc`: SageMaker joins the network",
    "LookAtTheNetwork": "only with `vpc`: SageMaker joins the network",
    "WriteTraces": "only with `tracing`: traces of functions and of executions",
}


def reason(sid: str, action: str) -> str | None:
    """Return why an action is unused, or None where nothing says so."""
    named = ((sid, action), (sid, "*"), ("*", action))
    return next((UNUSED[name] for name in named if name in UNUSED), None)
