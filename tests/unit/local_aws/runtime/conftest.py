import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from local_aws.images import IMAGES_FOLDER
from local_aws.runtime.plane import LambdaPlane
from local_aws.runtime.plane_settings import PlaneSettings
from local_aws.runtime.process_launcher import ProcessLauncher
from local_aws.runtime.warden import Warden
from tests.support.served import serving

PROBE = Path(__file__).with_name("probe.py")


class Lambda:
    """Functions made of the probe, and calls of them."""

    def __init__(self, served):
        self.served = served
        self.digest = served.image(
            PROBE.read_text(), tag="probe", instructions="ENV FROM_IMAGE=yes ALSO=image"
        )
        self.role = served.role(
            "probe",
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "sqs:SendMessage",
        )
        self.api = served.client("lambda")

    def function(self, name, **settings):
        settings.setdefault("Environment", {"Variables": {"ALSO": "function"}})
        return self.served.function(
            name, self.digest, settings.pop("Role", self.role), **settings
        )

    def call(self, name, event=None, **options):
        answer = self.api.invoke(
            FunctionName=name, Payload=json.dumps(event or {}), **options
        )
        answer["Payload"] = json.loads(answer["Payload"].read())
        return answer


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("served"), retry_seconds=(0.05,)) as served:
        yield served


@pytest.fixture(scope="session")
def lambda_(served):
    return Lambda(served)


@pytest.fixture(scope="session")
def probe(lambda_):
    return lambda_.function("probe")


@pytest.fixture
def plane(served):
    """Make a data plane of one's own beside the served one."""
    with ExitStack() as stack:

        def make(**settings):
            made = LambdaPlane(
                PlaneSettings(
                    **{
                        "endpoint_url": served.local.url,
                        "images": served.local.state_dir / IMAGES_FOLDER,
                        "launcher": ProcessLauncher(Warden()),
                        **settings,
                    }
                )
            )
            stack.callback(made.close)
            return made

        yield make
