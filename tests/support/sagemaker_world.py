"""Endpoints on a served local AWS, of an image whose front is a few lines of code."""

import io
import json
import tarfile
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local_aws.sagemaker import hook
from local_aws.sagemaker.ports import (
    ComponentSpec,
    EndpointSpec,
    ModelSpec,
    ServerlessSpec,
    VariantSpec,
)
from tests.support.served import REGION, Served

FRONT = """
import http.server, json, os, signal, sys, time

HEALTHY = os.environ.get("HEALTHY", "yes") == "yes"

class Front(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/execution-parameters":
            found = os.environ.get("EXECUTION_PARAMETERS")
            return self.answer(200 if found else 404, (found or "").encode())
        self.answer(200 if HEALTHY else 503, b"")

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = dict(self.headers)
        began = time.time()
        try:
            wanted = json.loads(body)
        except ValueError:
            wanted = None
        if not isinstance(wanted, dict):
            return self.answer(200, body.upper())
        if "print" in wanted:
            print(wanted["print"], flush=True)
        if "sleep" in wanted:
            time.sleep(wanted["sleep"])
        if "exit" in wanted:
            os._exit(1)
        if "hold" in wanted:
            held = bytearray(wanted["hold"] << 20)
        if "call" in wanted:
            import boto3
            service, operation, arguments = wanted["call"]
            try:
                getattr(boto3.client(service), operation)(**arguments)
                called = "done"
            except Exception as error:
                called = repr(error)
            return self.answer(200, called.encode())
        model = os.environ.get("SM_MODEL_DIR", "/opt/ml/model")
        told = {
            "asked": asked, "environment": dict(os.environ), "path": self.path,
            "pid": os.getpid(), "uid": os.getuid(), "args": sys.argv,
            "began": began, "ended": time.time(),
            "model": sorted(os.listdir(model)),
        }
        self.answer(wanted.get("status", 200), json.dumps(told).encode())

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Amzn-SageMaker-Custom-Attributes", "of the container")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

# As the first process of a container, Python does not hear it by itself.
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
print("front starts", flush=True)
if os.environ.get("BROKEN"):
    sys.exit("broken on purpose")
port = int(os.environ["SAGEMAKER_BIND_TO_PORT"])
address = os.environ["SAGEMAKER_BIND_ADDRESS"]
http.server.ThreadingHTTPServer((address, port), Front).serve_forever()
"""
ENTRYPOINT = '#!/bin/sh\n[ "$1" = serve ] && exec python3 -m app "$@"\n'
POLICY = (
    "ecr:GetAuthorizationToken",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchCheckLayerAvailability",
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
)


@dataclass(kw_only=True)
class World:
    """A served local AWS with an image and a role, and a plane to deploy on."""

    served: Served
    image_uri: str
    role: str
    deployed: list[EndpointSpec] = field(default_factory=list)
    components: list[ComponentSpec] = field(default_factory=list)

    @property
    def account(self):
        return self.served.local.account_id

    @property
    def plane(self):
        return hook.current()

    def model(self, **changes):
        return ModelSpec(
            **{
                "name": "model",
                "image_uri": self.image_uri,
                "environment": {},
                "model_data_url": None,
                "role_arn": self.role,
                "network_isolation": False,
                **changes,
            }
        )

    def variant(self, **changes):
        changes.setdefault("model", self.model(**changes.pop("of", {})))
        return VariantSpec(
            **{
                "name": "AllTraffic",
                "instance_type": "ml.m5.large",
                "instance_count": 1,
                **changes,
            }
        )

    def serverless(self, max_concurrency=5, provisioned=0, memory_mb=1024, **changes):
        spec = ServerlessSpec(
            memory_mb=memory_mb,
            max_concurrency=max_concurrency,
            provisioned_concurrency=provisioned,
        )
        return self.variant(
            instance_type=None, instance_count=0, serverless=spec, **changes
        )

    def endpoint(self, *variants, name=None, **changes):
        return EndpointSpec(
            **{
                "account_id": self.account,
                "region": REGION,
                "name": name or f"e-{uuid.uuid4().hex[:12]}",
                "config_name": "config",
                "variants": variants or (self.variant(),),
                **changes,
            }
        )

    def deploy(self, *variants, **changes):
        """Deploy an endpoint and return its name."""
        endpoint = self.endpoint(*variants, **changes)
        self.deployed.append(endpoint)
        self.plane.deploy(endpoint)
        return endpoint.name

    def component(self, endpoint, copies=1, name=None, **model):
        spec = ComponentSpec(
            account_id=self.account,
            region=REGION,
            name=name or f"c-{uuid.uuid4().hex[:12]}",
            endpoint_name=endpoint,
            variant_name="AllTraffic",
            model=self.model(**model),
            copies=copies,
        )
        self.components.append(spec)
        self.plane.deploy_component(spec)
        return spec.name

    def invoke(self, endpoint, body=b"{}", **arguments):
        """Invoke and return the body's JSON."""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        answer = self.served.client("sagemaker-runtime").invoke_endpoint(
            EndpointName=endpoint, Body=body, **arguments
        )
        return json.loads(answer["Body"].read())

    def refused(self, endpoint, body=b"{}", **arguments):
        """Invoke and return the error's response."""
        client = self.served.client("sagemaker-runtime")
        with pytest.raises(client.exceptions.ClientError) as refusal:
            self.invoke(endpoint, body, **arguments)
        return refusal.value.response

    def bucket(self, **objects: Any):
        """Make a bucket and return its name."""
        s3 = self.served.client("s3")
        name = f"b-{uuid.uuid4().hex}"
        s3.create_bucket(
            Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        for key, body in objects.items():
            s3.put_object(Bucket=name, Key=key, Body=body)
        return name

    def metric(self, name, **dimensions):
        """Return the values of a metric, oldest first."""
        now = datetime.now(UTC)
        found = self.served.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/SageMaker",
            MetricName=name,
            Dimensions=[
                {"Name": key, "Value": value} for key, value in dimensions.items()
            ],
            # The clock of the local AWS may have been moved on.
            StartTime=now - timedelta(hours=1),
            EndTime=now + timedelta(hours=12),
            Period=60,
            Statistics=["Sum"],
        )
        points = sorted(found["Datapoints"], key=lambda each: each["Timestamp"])
        return [each["Sum"] for each in points]

    def clean(self):
        for endpoint in self.deployed:
            self.plane.remove(endpoint.account_id, endpoint.region, endpoint.name)
        for each in self.components:
            self.plane.remove_component(each.account_id, each.region, each.name)


def archive(**members: bytes) -> bytes:
    """Return a tar.gz."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()
