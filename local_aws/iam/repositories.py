"""What calls of ECR need: repositories by their names.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
"""

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs; the registry itself has no resource."""
    action = f"ecr:{call.operation}"
    params = call.params
    if params.get("resourceArn"):
        return [Need(action=action, resource=str(params["resourceArn"]))]
    names = params.get("repositoryNames") or [params.get("repositoryName")]
    here = f"arn:{PARTITION}:ecr:{call.region}:{call.account_id}"
    return [
        Need(action=action, resource=f"{here}:repository/{name}" if name else "*")
        for name in names
    ]
