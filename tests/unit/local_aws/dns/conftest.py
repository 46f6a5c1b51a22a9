"""A local AWS whose health checks poll an endpoint that tests switch."""

import itertools
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest

from tests.support.served import Served, serving

_numbers = itertools.count(1)


@dataclass
class Endpoint:
    """An HTTP server on the loopback interface.

    Attributes:
        status: What it answers.
        asked: How often it was asked.

    """

    port: int = 0
    status: int = 200
    asked: int = 0
    body: bytes = b"ready"
    paths: set[str] = field(default_factory=set)


@contextmanager
def listening() -> Iterator[Endpoint]:
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            endpoint.asked += 1
            endpoint.paths.add(self.path)
            self.send_response(endpoint.status)
            self.send_header("Content-Length", str(len(endpoint.body)))
            self.end_headers()
            self.wfile.write(endpoint.body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    endpoint.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class World:
    """A served local AWS, and shortcuts."""

    served: Served
    endpoint: Endpoint

    @property
    def account(self):
        return self.served.local.account_id

    def client(self, service, region="us-east-1"):
        keys = self.served.local.environment(region)
        return boto3.client(
            service,
            endpoint_url=self.served.local.url,
            region_name=region,
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        )

    def control(self, path, body=None) -> tuple[int, Any]:
        request = urllib.request.Request(  # noqa: S310 - our own http URL
            f"{self.served.local.url}/_local/{path}",
            data=None if body is None else json.dumps(body).encode(),
        )
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def advance(self, seconds):
        status, answer = self.control("clock", {"advance_seconds": seconds})
        assert status == 200, answer

    def check(self, **config):
        """Make a health check of the endpoint; gives its id."""
        given = {
            "Type": "HTTP",
            "FullyQualifiedDomainName": "127.0.0.1",
            "Port": self.endpoint.port,
            "ResourcePath": "/health/ready",
            "RequestInterval": 10,
            "FailureThreshold": 3,
            **config,
        }
        return self.client("route53").create_health_check(
            CallerReference=unique("check"),
            HealthCheckConfig={k: v for k, v in given.items() if v is not None},
        )["HealthCheck"]["Id"]

    def calculated(self, *children, threshold, **config):
        return self.check(
            Type="CALCULATED",
            ChildHealthChecks=list(children),
            HealthThreshold=threshold,
            FullyQualifiedDomainName=None,
            Port=None,
            ResourcePath=None,
            RequestInterval=None,
            FailureThreshold=None,
            **config,
        )

    def name(self, primary, secondary=None):
        """Make failover records of a new name; gives it."""
        route53 = self.client("route53")
        domain = f"{unique('dns')}.example.com"
        zone = route53.create_hosted_zone(Name=domain, CallerReference=domain)
        records = [
            ("PRIMARY", primary, "192.0.2.1"),
            ("SECONDARY", secondary, "192.0.2.2"),
        ]
        route53.change_resource_record_sets(
            HostedZoneId=zone["HostedZone"]["Id"],
            ChangeBatch={
                "Changes": [
                    {
                        "Action": "CREATE",
                        "ResourceRecordSet": {
                            "Name": f"api.{domain}",
                            "Type": "A",
                            "TTL": 30,
                            "ResourceRecords": [{"Value": address}],
                            "SetIdentifier": f"{domain}-{role}",
                            "Failover": role,
                            **({"HealthCheckId": check} if check else {}),
                        },
                    }
                    for role, check, address in records
                ]
            },
        )
        return f"api.{domain}"

    def resolved(self, name):
        """Return the address that a resolver gets now."""
        status, found = self.control(f"dns/{name}")
        assert status == 200, found
        [answer] = found["answers"]
        assert answer["ttl"] == 30
        [value] = answer["values"]
        return {"192.0.2.1": "primary", "192.0.2.2": "secondary"}[value]


def unique(prefix):
    """Make a name that no other test uses, of other folders neither."""
    return f"dns-{prefix}-{next(_numbers)}"


@pytest.fixture(name="unique")
def unique_names():
    return unique


# Not longer than a file: of several servers in a process the newest has the clock.
@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with listening() as endpoint, serving(tmp_path_factory.mktemp("dns")) as served:
        yield World(served, endpoint)


@pytest.fixture(autouse=True)
def well(world):
    """Begin each test with an endpoint that is well."""
    world.endpoint.status = 200
    world.endpoint.body = b"ready"
