"""Whatever botocore raises becomes one error, which names the service."""

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from inferences.dynamo_records import DynamoRecords
from inferences.errors import UnavailableError
from inferences.record import Document, Failure
from inferences.s3_documents import S3Documents
from inferences.states_workflow import StatesWorkflow
from tests.support.inferences import a_record, an_answer, an_attempt
from tests.unit.inferences.names import MACHINE, REGION

ID = a_record().id

CALLS = {
    "DynamoDB": {
        "create": lambda records: records.create(a_record(), attend_by=1),
        "get": lambda records: records.get(ID),
        "note": lambda records: records.note(ID, an_attempt(1)),
        "begin_run": lambda records: records.begin_run(
            ID, 0, home="eu-west-1", attend_by=1
        ),
        "attend": lambda records: records.attend(ID, attend_by=1),
        "await_window": lambda records: records.await_window(ID, "t", attend_by=1),
        "enter_window": lambda records: records.enter_window(ID, "w", attend_by=1),
        "succeed": lambda records: records.succeed(ID, an_answer()),
        "fail": lambda records: records.fail(ID, Failure(code="x", message="X.")),
        "unattended": lambda records: list(records.unattended(1, "0")),
    },
    "S3": {
        "keep": lambda documents: documents.keep(ID, "payload", "x" * 70_000),
        "read": lambda documents: documents.read(Document(key="payloads/x.json")),
    },
    "Step Functions": {
        "start": lambda workflow: workflow.start(a_record(), 0, position=0),
        "is_running": lambda workflow: workflow.is_running(ID, 0),
    },
}
ADAPTERS = {
    "DynamoDB": ("dynamodb", lambda client: DynamoRecords(client, "table")),
    "S3": ("s3", lambda client: S3Documents(client, "bucket")),
    "Step Functions": ("stepfunctions", lambda client: StatesWorkflow(client, MACHINE)),
}


class Refusal:
    """Answers instead of AWS, as every service writes its errors."""

    def __init__(self, status, code):
        self.status, self.code = status, code

    def __call__(self, request, **_):
        xml = f"<Error><Code>{self.code}</Code><Message>no</Message></Error>"
        json = f'{{"__type": "com.amazonaws#{self.code}", "message": "no"}}'
        is_s3 = ".s3." in request.url
        return AWSResponse(
            request.url,
            self.status,
            {},
            Raw((xml if is_s3 else json).encode()),
        )


class Raw:
    def __init__(self, data):
        self._data = data

    def stream(self):
        yield self._data


def raising(error):
    def fail(**_):
        raise error

    return fail


FAULTS = {
    "forbidden": Refusal(403, "AccessDeniedException"),
    "throttled": Refusal(400, "ThrottlingException"),
    "down": Refusal(500, "InternalServerError"),
    "unreachable": raising(EndpointConnectionError(endpoint_url="https://a.example")),
    "silent": raising(ReadTimeoutError(endpoint_url="https://a.example")),
    "cut off": raising(ConnectionResetError("reset by peer")),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    ("service", "call"),
    [(service, call) for service, calls in CALLS.items() for call in calls],
)
def test_every_fault_is_unavailable(credentials, service, call, fault):
    name, adapter = ADAPTERS[service]
    client = boto3.client(
        name,
        region_name=REGION,
        config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
    )
    client.meta.events.register_first("before-send.*.*", FAULTS[fault])

    with pytest.raises(UnavailableError, match=service):
        CALLS[service][call](adapter(client))
