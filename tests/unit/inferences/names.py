"""Names that no other test has: moto's state is one a process."""

REGION = "eu-west-1"
TABLE = "inferences-unit-records"
BUCKET = "inferences-unit-bucket"
MACHINE = f"arn:aws:states:{REGION}:123456789012:stateMachine:inferences-unit"
NOW = 1_795_000_000
