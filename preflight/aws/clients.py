"""Makes the clients of a session."""

from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import BotoCoreError

from model.aws_errors import unusable
from model.errors import UnavailableError
from preflight.questions import Clients

if TYPE_CHECKING:
    from boto3 import Session

# A Region of each partition that nobody can switch off, and where AWS publishes
# what it publishes once.
_FIRST_REGIONS = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
_DEFAULT_FIRST_REGION = "us-east-1"

_PATIENT = Config(
    connect_timeout=5,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 4},
)


def make_clients(session: "Session", region: str) -> Clients:
    """Return the clients that the questions about a Region take.

    Raises:
        UnavailableError: AWS cannot be used: a profile that there is not, say.

    """
    try:
        partition = session.get_partition_for_region(region)
        first = _FIRST_REGIONS.get(partition, _DEFAULT_FIRST_REGION)
        return Clients(
            first_region=first,
            sts=session.client("sts", first, config=_PATIENT),
            ec2=session.client("ec2", first, config=_PATIENT),
            ssm=session.client("ssm", first, config=_PATIENT),
            cloudwatch=session.client("cloudwatch", first, config=_PATIENT),
            iam=session.client("iam", first, config=_PATIENT),
            first_sns=session.client("sns", first, config=_PATIENT),
            apigateway=session.client("apigateway", region, config=_PATIENT),
            backup=session.client("backup", region, config=_PATIENT),
            dynamodb=session.client("dynamodb", region, config=_PATIENT),
            ecr=session.client("ecr", region, config=_PATIENT),
            functions=session.client("lambda", region, config=_PATIENT),
            metrics=session.client("cloudwatch", region, config=_PATIENT),
            # It is one for the whole partition.
            route53=session.client("route53", first, config=_PATIENT),
            quotas=session.client("service-quotas", region, config=_PATIENT),
            s3=session.client("s3", region, config=_PATIENT),
            sns=session.client("sns", region, config=_PATIENT),
        )
    except BotoCoreError as error:
        message = unusable(error, "make clients") or str(error)
        raise UnavailableError(message) from error
