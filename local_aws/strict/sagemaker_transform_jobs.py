"""SageMaker: transform jobs that it does not start (fact S15).

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
"""

from local_aws.calls import Call
from local_aws.sagemaker.control.errors import invalid
from local_aws.strict.constraints import check_constraints
from local_aws.strict.refusals import Refusals

_MOST_MB = 100
_DEFAULT_MB = 6
_READ_WHOLE = "None"


def _too_much_at_once(call: Call) -> None:
    """Refuse more than 100 MB under way to a container."""
    concurrent = call.params.get("MaxConcurrentTransforms") or 0
    payload = call.params.get("MaxPayloadInMB", _DEFAULT_MB)
    if payload > _MOST_MB:
        text = f"MaxPayloadInMB must not be greater than {_MOST_MB}."
        raise invalid(text)
    if concurrent * payload > _MOST_MB:
        # (text: our own)
        text = (
            "The value of MaxConcurrentTransforms * MaxPayloadInMB must not exceed "
            f"{_MOST_MB} MB: it is {concurrent * payload}."
        )
        raise invalid(text)


def _strategy_without_split(call: Call) -> None:
    """Refuse a BatchStrategy for objects that are not split."""
    split = call.params["TransformInput"].get("SplitType", _READ_WHOLE)
    if call.params.get("BatchStrategy") and split == _READ_WHOLE:
        # (text: our own)
        text = (
            "BatchStrategy needs a SplitType: set TransformInput.SplitType to Line, "
            "RecordIO or TFRecord."
        )
        raise invalid(text)


def _lacking(call: Call) -> None:
    """Say what jobs do not do here."""
    split = call.params["TransformInput"].get("SplitType")
    if split in ("RecordIO", "TFRecord"):
        text = f"transform jobs with SplitType {split}"
        raise NotImplementedError(text)
    processing = call.params.get("DataProcessing") or {}
    if any(value not in ("$", "None") for value in processing.values()):
        text = "transform jobs with filters or a JoinSource"
        raise NotImplementedError(text)
    if call.params.get("DataCaptureConfig"):
        text = "transform jobs with DataCaptureConfig"
        raise NotImplementedError(text)


REFUSALS: Refusals = {
    "CreateTransformJob": (
        check_constraints,
        _too_much_at_once,
        _strategy_without_split,
        _lacking,
    ),
    "DescribeTransformJob": (check_constraints,),
    "StopTransformJob": (check_constraints,),
}
