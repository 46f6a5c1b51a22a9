"""Where AWS's Price List has each of our prices.

The names of usage types are AWS's; a prefix of theirs says the Region, or is left
out in us-east-1. They were taken from public readings of the Price List, and never
held against AWS itself: what is not found keeps the price that it had.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# Before a usage type: "USE1-", "EU-", "APN1-"; not "IA-", another storage class.
_REGION_PREFIX = r"(?:[A-Z]{2,4}[0-9]?-)?"
_NOT_PREFIXES = r"(?!IA-|STD-)"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What tells a product in the Price List.

    Attributes:
        service: Code of the service.
        usage: Pattern of the usage type, without the Region's prefix.

    """

    service: str
    usage: str

    def matches(self, usage_type: str) -> bool:
        """Say whether a usage type is this one."""
        pattern = f"{_NOT_PREFIXES}{_REGION_PREFIX}(?:{self.usage})"
        return re.fullmatch(pattern, usage_type) is not None


_DYNAMODB, _S3, _CLOUDWATCH = "AmazonDynamoDB", "AmazonS3", "AmazonCloudWatch"
_SAGEMAKER = "AmazonSageMaker"

_OFFERS = MappingProxyType(
    {
        "alarm": Offer(service=_CLOUDWATCH, usage="CW:AlarmMonitorUsage"),
        "alarm_high_resolution": Offer(
            service=_CLOUDWATCH, usage="CW:HighResAlarmMonitorUsage"
        ),
        "api_gateway_requests": Offer(
            service="AmazonApiGateway", usage="ApiGatewayRequest"
        ),
        "composite_alarm": Offer(
            service=_CLOUDWATCH, usage="CW:CompositeAlarmMonitorUsage"
        ),
        "custom_metric": Offer(service=_CLOUDWATCH, usage="CW:MetricMonitorUsage"),
        "dynamodb_backup": Offer(service=_DYNAMODB, usage="TimedPITRStorage-ByteHrs"),
        "dynamodb_reads": Offer(service=_DYNAMODB, usage="ReadRequestUnits"),
        "dynamodb_storage": Offer(service=_DYNAMODB, usage="TimedStorage-ByteHrs"),
        "dynamodb_writes": Offer(service=_DYNAMODB, usage="WriteRequestUnits"),
        "image_storage": Offer(service="AmazonECR", usage="TimedStorage-ByteHrs"),
        "lambda_duration": Offer(service="AWSLambda", usage="Lambda-GB-Second"),
        "lambda_provisioned_concurrency": Offer(
            service="AWSLambda", usage="Lambda-Provisioned-Concurrency"
        ),
        "lambda_requests": Offer(service="AWSLambda", usage="Request"),
        "log_ingestion": Offer(service=_CLOUDWATCH, usage="DataProcessing-Bytes"),
        "log_storage": Offer(service=_CLOUDWATCH, usage="TimedStorage-ByteHrs"),
        "s3_reads": Offer(service=_S3, usage="Requests-Tier2"),
        "s3_storage": Offer(service=_S3, usage="TimedStorage-ByteHrs"),
        "s3_writes": Offer(service=_S3, usage="Requests-Tier1"),
        "serverless_duration": Offer(service=_SAGEMAKER, usage="ServerlessInf:Mem-1GB"),
        "state_transitions": Offer(service="AmazonStates", usage="StateTransition"),
    }
)
_OF_INSTANCES: Mapping[str, str] = MappingProxyType(
    {"endpoint_instance": "Host", "transform_instance": "Tsform"}
)


def offer_of(name: str, kind: str) -> Offer | None:
    """Return where a price is; None for what only a person can look up."""
    if name in _OF_INSTANCES:
        usage = f"{_OF_INSTANCES[name]}:{re.escape(kind)}"
        return Offer(service=_SAGEMAKER, usage=usage)
    return _OFFERS.get(name)
