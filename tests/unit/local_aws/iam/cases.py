"""Calls that deployments make, and what AWS asks of who makes them."""

from typing import Any

from local_aws.calls import Call

ACCOUNT = "123456789012"
REGION = "eu-west-1"
# Tags of every resource of a root, as `default_tags` gives them.
PAIRS = [{"Key": "Environment", "Value": "staging"}]
SMALL = [{"key": "Environment", "value": "staging"}]
MAP = {"Environment": "staging"}
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/inferway/routing@sha256:0"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/staging-x"


def here(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"


def gateway(path: str) -> str:
    return f"arn:aws:apigateway:{REGION}::{path}"


TAGGED = "/tags/arn:aws:apigateway:eu-west-1::/restapis/a1"
ENCODED = "/tags/arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Frestapis%2Fa1"
PLAN, LINKED = "backup-plan:*", f"arn:aws:iam::{ACCOUNT}:role/aws-service-role"
SCALING = f"{LINKED}/lambda.application-autoscaling.amazonaws.com"
REPLICATION = f"{LINKED}/replication.dynamodb.amazonaws.com"
ALARM, GROUP = here("cloudwatch", "alarm:a"), here("logs", "log-group:/aws/lambda/f:")
REPOSITORY = here("ecr", "repository/inferway/routing")
FUNCTION, TABLE = here("lambda", "function:f"), here("dynamodb", "table/t")
COPY = TABLE.replace(REGION, "eu-central-1")
TOPIC, ZONE = here("sns", "t"), "arn:aws:route53:::hostedzone/Z1"
STACK, MACHINE = here("cloudformation", "stack/s/*"), here("states", "stateMachine:m")
# What DynamoDB does with the items of a table that gets a replica.
FILLING = (
    "BatchWriteItem",
    "CreateTableReplica",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "UpdateItem",
)
DELIVERS = (
    "CreateLogDelivery",
    "DescribeLogGroups",
    "DescribeResourcePolicies",
    "GetLogDelivery",
    "ListLogDeliveries",
    "PutResourcePolicy",
    "UpdateLogDelivery",
)

Needs = list[tuple[str, str]]

# service, operation, what it is given, what it needs.
CASES: list[tuple[str, str, dict[str, Any], Needs]] = [
    ("acm", "ListCertificates", {}, [("acm:ListCertificates", "*")]),
    (
        "acm",
        "RequestCertificate",
        {"DomainName": "api.example.com", "Tags": PAIRS},
        [
            ("acm:RequestCertificate", "*"),
            ("acm:AddTagsToCertificate", here("acm", "certificate/*")),
        ],
    ),
    (
        "acm",
        "DescribeCertificate",
        {"CertificateArn": here("acm", "certificate/c")},
        [("acm:DescribeCertificate", here("acm", "certificate/c"))],
    ),
    (
        "apigateway",
        "PUT /restapis/a1/resources/r1/methods/POST",
        {},
        [("apigateway:PUT", gateway("/restapis/a1/resources/r1/methods/POST"))],
    ),
    (
        "apigateway",
        f"PUT {TAGGED}",
        {"tags": MAP},
        [("apigateway:PUT", gateway(ENCODED))],
    ),
    (
        "apigateway",
        "POST /domainnames CreateDomainName",
        {"domainName": "api.example.com", "regionalCertificateArn": "c"},
        [
            ("apigateway:POST", gateway("/domainnames")),
            ("apigateway:AddCertificateToDomain", gateway("/domainnames")),
            (
                "iam:CreateServiceLinkedRole",
                f"{LINKED}/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway",
            ),
        ],
    ),
    (
        "apigateway",
        "PATCH /restapis/a1/stages/v1 UpdateStage",
        {"patchOperations": [{"op": "replace", "path": "/variables/x"}]},
        [("apigateway:PATCH", gateway("/restapis/a1/stages/v1"))],
    ),
    (
        "apigateway",
        "PATCH /restapis/a1/stages/v1 UpdateStage",
        {
            "patchOperations": [
                {"op": "replace", "path": "/accessLogSettings/destinationArn"}
            ]
        },
        [
            ("apigateway:PATCH", gateway("/restapis/a1/stages/v1")),
            *((f"logs:{name}", "*") for name in DELIVERS),
        ],
    ),
    (
        "application-autoscaling",
        "RegisterScalableTarget",
        {"ServiceNamespace": "lambda", "ScalableDimension": "d", "ResourceId": "f"},
        [
            (
                "application-autoscaling:RegisterScalableTarget",
                here("application-autoscaling", "scalable-target/0"),
            ),
            (
                "iam:CreateServiceLinkedRole",
                f"{SCALING}/AWSServiceRoleForApplicationAutoScaling_LambdaConcurrency",
            ),
        ],
    ),
    (
        "backup",
        "CreateBackupVault",
        {"BackupVaultName": "v", "BackupVaultTags": MAP},
        [
            ("backup:CreateBackupVault", here("backup", "backup-vault:v")),
            ("backup-storage:MountCapsule", "*"),
            ("backup:TagResource", here("backup", "backup-vault:v")),
        ],
    ),
    (
        "backup",
        "CreateBackupPlan",
        {"BackupPlanTags": MAP},
        [
            ("backup:CreateBackupPlan", here("backup", PLAN)),
            ("backup:TagResource", here("backup", PLAN)),
        ],
    ),
    (
        "backup",
        "CreateBackupSelection",
        {"BackupPlanId": "p", "BackupSelection": {"IamRoleArn": ROLE}},
        [
            ("backup:CreateBackupSelection", here("backup", "backup-plan:p")),
            ("iam:PassRole", ROLE),
            (
                "iam:CreateServiceLinkedRole",
                f"{LINKED}/backup.amazonaws.com/AWSServiceRoleForBackup",
            ),
        ],
    ),
    (
        "cloudformation",
        "CreateStack",
        {"StackName": "s", "Tags": PAIRS},
        [("cloudformation:CreateStack", STACK), ("cloudformation:TagResource", STACK)],
    ),
    (
        "cloudformation",
        "DescribeStacks",
        {"StackName": here("cloudformation", "stack/s/1")},
        [("cloudformation:DescribeStacks", here("cloudformation", "stack/s/1"))],
    ),
    ("cloudformation", "DescribeStacks", {}, [("cloudformation:ListStacks", "*")]),
    (
        "cloudwatch",
        "PutMetricAlarm",
        {"AlarmName": "a", "Namespace": "n", "Tags": PAIRS},
        [("cloudwatch:PutMetricAlarm", ALARM), ("cloudwatch:TagResource", ALARM)],
    ),
    (
        "cloudwatch",
        "DeleteAlarms",
        {"AlarmNames": ["a", "b"]},
        [
            ("cloudwatch:DeleteAlarms", ALARM),
            ("cloudwatch:DeleteAlarms", here("cloudwatch", "alarm:b")),
        ],
    ),
    (
        "cloudwatch",
        "DescribeAlarms",
        {},
        [("cloudwatch:DescribeAlarms", here("cloudwatch", "alarm:*"))],
    ),
    ("cloudwatch", "GetMetricData", {}, [("cloudwatch:GetMetricData", "*")]),
    (
        "dynamodb",
        "CreateTable",
        {"TableName": "t", "Tags": PAIRS},
        [("dynamodb:CreateTable", TABLE), ("dynamodb:TagResource", TABLE)],
    ),
    (
        "dynamodb",
        "UpdateTable",
        {
            "TableName": "t",
            "ReplicaUpdates": [
                {"Create": {"RegionName": "eu-central-1"}, "Delete": None}
            ],
        },
        [
            ("dynamodb:UpdateTable", TABLE),
            *(
                (f"dynamodb:{name}", place)
                for place in (TABLE, COPY)
                for name in FILLING
            ),
            (
                "iam:CreateServiceLinkedRole",
                f"{REPLICATION}/AWSServiceRoleForDynamoDBReplication",
            ),
        ],
    ),
    (
        "ecr",
        "DescribeRepositories",
        {"repositoryNames": ["inferway/routing"]},
        [("ecr:DescribeRepositories", REPOSITORY)],
    ),
    ("ecr", "GetAuthorizationToken", {}, [("ecr:GetAuthorizationToken", "*")]),
    (
        "events",
        "PutRule",
        {"Name": "r", "Tags": PAIRS},
        [
            ("events:PutRule", here("events", "rule/r")),
            ("events:TagResource", here("events", "rule/r")),
        ],
    ),
    (
        "iam",
        "CreateRole",
        {"RoleName": "staging-x", "Tags": PAIRS},
        [("iam:CreateRole", ROLE), ("iam:TagRole", ROLE)],
    ),
    (
        "iam",
        "CreateServiceLinkedRole",
        {"AWSServiceName": "backup.amazonaws.com"},
        [("iam:CreateServiceLinkedRole", f"{LINKED}/backup.amazonaws.com/*")],
    ),
    (
        "kms",
        "CreateKey",
        {"Tags": [{"TagKey": "Environment", "TagValue": "staging"}]},
        [("kms:CreateKey", "*"), ("kms:TagResource", here("kms", "key/*"))],
    ),
    ("kms", "ListAliases", {}, [("kms:ListAliases", "*")]),
    (
        "lambda",
        "CreateFunction",
        {"FunctionName": "f", "Role": ROLE, "Code": {"ImageUri": IMAGE}, "Tags": MAP},
        [
            ("lambda:CreateFunction", FUNCTION),
            ("ecr:BatchGetImage", REPOSITORY),
            ("ecr:GetDownloadUrlForLayer", REPOSITORY),
            ("lambda:TagResource", FUNCTION),
            ("iam:PassRole", ROLE),
        ],
    ),
    (
        "lambda",
        "UpdateFunctionCode",
        {"FunctionName": FUNCTION, "ImageUri": IMAGE},
        [
            ("lambda:UpdateFunctionCode", FUNCTION),
            ("ecr:BatchGetImage", REPOSITORY),
            ("ecr:GetDownloadUrlForLayer", REPOSITORY),
        ],
    ),
    (
        "lambda",
        "PutProvisionedConcurrencyConfig",
        {"FunctionName": "f", "Qualifier": "live"},
        [("lambda:PutProvisionedConcurrencyConfig", f"{FUNCTION}:live")],
    ),
    (
        "lambda",
        "CreateEventSourceMapping",
        {"FunctionName": "f"},
        [("lambda:CreateEventSourceMapping", "*")],
    ),
    ("lambda", "ListTags", {"Resource": FUNCTION}, [("lambda:ListTags", FUNCTION)]),
    ("lambda", "Invoke", {"FunctionName": "f"}, [("lambda:InvokeFunction", FUNCTION)]),
    (
        "logs",
        "CreateLogGroup",
        {"logGroupName": "/aws/lambda/f", "tags": MAP},
        [("logs:CreateLogGroup", GROUP), ("logs:TagResource", GROUP)],
    ),
    (
        "logs",
        "DescribeLogGroups",
        {"logGroupNamePrefix": "/aws/lambda/f"},
        [("logs:DescribeLogGroups", "*")],
    ),
    (
        "logs",
        "ListTagsForResource",
        {"resourceArn": GROUP.removesuffix(":")},
        [("logs:ListTagsForResource", GROUP.removesuffix(":"))],
    ),
    (
        "resourcegroupstaggingapi",
        "GetResources",
        {},
        [("tag:GetResources", "*")],
    ),
    ("route53", "CreateHealthCheck", {}, [("route53:CreateHealthCheck", "*")]),
    (
        "route53",
        "ChangeTagsForResource",
        {"ResourceType": "healthcheck", "ResourceId": "h1", "AddTags": PAIRS},
        [("route53:ChangeTagsForResource", "arn:aws:route53:::healthcheck/h1")],
    ),
    (
        "route53",
        "GetChange",
        {"Id": "/change/C1"},
        [("route53:GetChange", "arn:aws:route53:::change/C1")],
    ),
    (
        "route53",
        "ListResourceRecordSets",
        {"HostedZoneId": "/hostedzone/Z1"},
        [("route53:ListResourceRecordSets", ZONE)],
    ),
    (
        "s3",
        "DeleteBucketOwnershipControls",
        {"Bucket": "staging-b"},
        [("s3:PutBucketOwnershipControls", "arn:aws:s3:::staging-b")],
    ),
    (
        "sagemaker",
        "CreateModel",
        {"ModelName": "m", "ExecutionRoleArn": ROLE, "Tags": PAIRS},
        [
            ("sagemaker:CreateModel", here("sagemaker", "model/m")),
            ("sagemaker:AddTags", here("sagemaker", "model/m")),
            ("iam:PassRole", ROLE),
        ],
    ),
    (
        "scheduler",
        "CreateScheduleGroup",
        {"Name": "g", "Tags": PAIRS},
        [
            ("scheduler:CreateScheduleGroup", here("scheduler", "schedule-group/g")),
            ("scheduler:TagResource", here("scheduler", "schedule-group/g")),
        ],
    ),
    (
        "service-quotas",
        "GetServiceQuota",
        {},
        [("servicequotas:GetServiceQuota", "*")],
    ),
    (
        "sns",
        "CreateTopic",
        {"Name": "t", "Tags": PAIRS},
        [("sns:CreateTopic", TOPIC), ("sns:TagResource", TOPIC)],
    ),
    (
        "sns",
        "Unsubscribe",
        {"SubscriptionArn": f"{TOPIC}:0b6f"},
        [("sns:Unsubscribe", TOPIC)],
    ),
    (
        "sqs",
        "CreateQueue",
        {"QueueName": "q", "tags": MAP},
        [("sqs:CreateQueue", here("sqs", "q")), ("sqs:TagQueue", here("sqs", "q"))],
    ),
    (
        "ssm",
        "ListTagsForResource",
        {"ResourceType": "Parameter", "ResourceId": "/inferway/x"},
        [("ssm:ListTagsForResource", here("ssm", "parameter/inferway/x"))],
    ),
    (
        "stepfunctions",
        "CreateStateMachine",
        {
            "name": "m",
            "publish": True,
            "roleArn": ROLE,
            "tags": SMALL,
            "loggingConfiguration": {"level": "ERROR"},
        },
        [
            ("states:CreateStateMachine", MACHINE),
            ("states:PublishStateMachineVersion", MACHINE),
            ("states:TagResource", MACHINE),
            ("iam:PassRole", ROLE),
            *((f"logs:{name}", "*") for name in DELIVERS),
        ],
    ),
]


def call(service: str, operation: str, params: dict[str, Any]) -> Call:
    """Return a call; where methods and paths are the operation, both are in it."""
    method, path, name = "POST", "/", operation
    if " " in operation:
        method, path, name = [*operation.split(" "), "Any"][:3]
    return Call(
        access_key="",
        account_id=ACCOUNT,
        headers={},
        method=method,
        operation=name,
        params=params,
        path=path,
        protocol="json",
        region=REGION,
        service=service,
        session_token=None,
    )
