"""What calls of CloudFormation need: stacks, by name and an id behind it.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
"""

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs; what lists all stacks has a name of its own."""
    name = call.params.get("StackName")
    if not name and call.operation == "DescribeStacks":
        return [Need(action="cloudformation:ListStacks", resource="*")]
    action = f"cloudformation:{call.operation}"
    if not name:
        return [Need(action=action, resource="*")]
    if str(name).startswith("arn:"):
        return [Need(action=action, resource=str(name))]
    # The id is not known by who asks: a policy ends in "/*", or names all of it.
    here = f"arn:{PARTITION}:cloudformation:{call.region}:{call.account_id}"
    return [Need(action=action, resource=f"{here}:stack/{name}/*")]
