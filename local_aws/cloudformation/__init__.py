"""CloudFormation's stacks: resources made by the APIs of their services.

moto's stacks are there at once, whole or not at all: they know no states, no
roll back and no order of deletion, and pass the refusals of `local_aws.strict`
by. These are made by calls, as CloudFormation makes them.
"""
