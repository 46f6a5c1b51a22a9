"""A local AWS in this process, and functions made of a few lines of code."""

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from moto.awslambda.models import lambda_backends
from moto.core import DEFAULT_ACCOUNT_ID
from werkzeug.serving import make_server

from local_aws import patches
from local_aws.app import LocalAwsApp
from local_aws.backup.part import BackupPart
from local_aws.clock import Clock
from local_aws.controls import server_controls
from local_aws.dns.answers import dns_controls
from local_aws.dns.engine import DnsEngine
from local_aws.events.engine import EventsEngine
from local_aws.faults import Faults
from local_aws.gateway.app import GatewayApp
from local_aws.iam.control import privilege_controls
from local_aws.images import IMAGES_FOLDER, push_process_image
from local_aws.money.controls import money_controls
from local_aws.regions import hook as regions
from local_aws.regions.control import region_controls
from local_aws.regions.outages import Outages
from local_aws.replication.control import replication_controls
from local_aws.replication.engine import ReplicationEngine
from local_aws.request_handler import RequestHandler
from local_aws.runtime.functions import Functions
from local_aws.runtime.plane import LambdaPlane
from local_aws.runtime.plane_settings import PlaneSettings
from local_aws.runtime.process_launcher import ProcessLauncher
from local_aws.runtime.warden import Warden
from local_aws.sagemaker.control.controls import endpoint_controls
from local_aws.sagemaker.launchers import ProcessContainers
from local_aws.sagemaker.part import SageMakerPart
from local_aws.sagemaker.settings import SageMakerSettings
from local_aws.scaling.capacity import AwsCapacities
from local_aws.scaling.engine import ScalingEngine
from local_aws.settings import ServerSettings
from local_aws.state import LocalAws
from local_aws.states.plane import StatesPlane
from local_aws.topics.controls import topic_controls

REGION = "eu-west-1"
# One try: a refusal is what the tests ask for.
_CLIENT = Config(retries={"total_max_attempts": 1}, read_timeout=60)


@dataclass(kw_only=True)
class Served:
    """A server, and shortcuts to what tests need of it."""

    local: LocalAws
    gateway: GatewayApp
    folder: Path
    repository: str
    clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """Return the administrator's client of a service."""
        if service not in self.clients:
            keys = self.local.environment(REGION)
            self.clients[service] = boto3.client(
                service,
                endpoint_url=self.local.url,
                region_name=REGION,
                aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
                config=_CLIENT,
            )
        return self.clients[service]

    def image(self, code: str, *, tag: str, instructions: str = "") -> str:
        """Push an image whose handler is `handle` of the code."""
        sources = self.folder / tag
        sources.mkdir()
        (sources / "app.py").write_text(code)
        dockerfile = self.folder / f"{tag}.Dockerfile"
        dockerfile.write_text(f'FROM base\n{instructions}\nCMD ["app.handle"]\n')
        lock = self.folder / "lock.txt"
        lock.touch()
        return push_process_image(
            self.local,
            repository=self.repository,
            tag=tag,
            dockerfile=dockerfile,
            sources=[sources],
            lock=lock,
            region=REGION,
        )

    def role(
        self, name: str, *actions: str, service: str = "lambda.amazonaws.com"
    ) -> str:
        """Make a role of a service that may do the actions on anything."""
        iam = self.client("iam")
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": service},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        role = iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=json.dumps(trust)
        )
        if actions:
            policy = {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
                ],
            }
            iam.put_role_policy(
                RoleName=name, PolicyName="policy", PolicyDocument=json.dumps(policy)
            )
        return role["Role"]["Arn"]

    def function(self, name: str, digest: str, role: str, **settings: Any) -> str:
        """Deploy an image as a function; returns its name."""
        registry = f"{self.local.account_id}.dkr.ecr.{REGION}.amazonaws.com"
        self.client("lambda").create_function(
            **{
                "FunctionName": name,
                "Role": role,
                "PackageType": "Image",
                "Code": {"ImageUri": f"{registry}/{self.repository}@{digest}"},
                "MemorySize": 256,
                "Timeout": 5,
                **settings,
            }
        )
        return name


@contextmanager
def serving(
    folder: Path, *, sagemaker: dict[str, Any] | None = None, **plane: Any
) -> Iterator[Served]:
    """Serve a local AWS.

    `plane` overrides settings of Lambda's data plane, `sagemaker` of SageMaker's.
    """
    patches.apply()
    listener = make_server("127.0.0.1", 0, _no_app, threaded=True)
    listener.RequestHandlerClass = _Handler
    state_dir = folder / "state"
    state_dir.mkdir()
    local = LocalAws(
        account_id=DEFAULT_ACCOUNT_ID,
        launcher="process",
        pid=0,
        port=listener.server_port,
        state_dir=state_dir,
    )
    settings = ServerSettings(
        account_id=local.account_id,
        launcher=local.launcher,
        state_dir=state_dir,
        url=local.url,
    )
    clock, faults, outages = Clock(), Faults(), Outages()
    reachable = regions.install(outages)
    lambda_plane = LambdaPlane(
        PlaneSettings(
            **{
                "endpoint_url": local.url,
                "images": state_dir / IMAGES_FOLDER,
                "launcher": ProcessLauncher(Warden()),
                "now": lambda: clock.now().timestamp(),
                **plane,
            }
        )
    )
    clock.listen(lambda *_: lambda_plane.wake())
    gateway = GatewayApp(settings, lambda_plane)
    part = SageMakerPart(
        SageMakerSettings(
            **{
                "endpoint_url": local.url,
                "images": state_dir / IMAGES_FOLDER,
                "launcher": ProcessContainers(Warden()),
                "clock": clock,
                **(sagemaker or {}),
            }
        )
    )
    replication = ReplicationEngine(local.account_id, clock)
    dns = DnsEngine(local.account_id, clock, local.url)
    backup = BackupPart(local.account_id, clock)
    listener.app = LocalAwsApp(
        settings,
        gateway=gateway,
        backup=backup,
        deaths=lambda_plane.deaths,
        faults=faults,
        outages=outages,
        sagemaker=part,
        controls=[
            *server_controls(settings, clock, faults, lambda_plane),
            *part.controls,
            *endpoint_controls(settings.account_id),
            *region_controls(outages),
            *replication_controls(replication),
            *money_controls(settings.account_id, clock),
            *topic_controls(settings.account_id),
            *dns_controls(settings.account_id, dns.checks),
            *privilege_controls(settings.account_id),
        ],
    )
    thread = threading.Thread(target=listener.serve_forever, args=(0.05,))
    thread.start()
    dns.start()
    replication.start()
    engine = ScalingEngine(local.account_id, clock, AwsCapacities(local.url))
    engine.start()
    states = StatesPlane(local.url, local.account_id, clock)
    events = EventsEngine(local.account_id, clock, local.url)
    events.start()
    backup.start()
    # moto's state is one for the process; another server may have its own.
    repository = f"tests/{uuid.uuid4().hex}"
    served = Served(local=local, gateway=gateway, folder=folder, repository=repository)
    try:
        served.client("ecr").create_repository(repositoryName=repository)
        yield served
    finally:
        # They ask the server.
        outages.close()
        backup.close()
        events.close()
        engine.close()
        replication.close()
        dns.close()
        states.close()
        gateway.close()
        part.close()
        lambda_plane.close()
        reachable()
        listener.shutdown()
        thread.join()
        listener.server_close()


class _Handler(RequestHandler):
    def log_request(self, *_: Any) -> None:
        """Say nothing."""


def _no_app(*_: Any) -> list[bytes]:
    raise AssertionError


def run_on(plane: Any, name: str, event: Any = None) -> Any:
    """Run a function on a plane, past the API."""
    function = lambda_backends[DEFAULT_ACCOUNT_ID][REGION].get_function(name)
    outcome = Functions(plane).invoke(function, json.dumps(event or {}).encode())
    return json.loads(outcome.payload)


def wait_until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Wait for what happens in the background; returns what was waited for."""
    until = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < until:
        time.sleep(0.02)
    assert value
    return value


def is_running(pid: int) -> bool:
    """Tell whether a process lives; one that nobody has waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
