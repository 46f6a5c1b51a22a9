"""Clients of the API: each with a key, DNS of its own, and a memory of what it sent."""

import json
import random
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from client.addresses import read_addresses
from client.confirmations import Confirmations
from client.inferences import PASSING_WITH_KEY, Inference, Inferences
from client.journal import Journal
from client.patience import Patience
from client.predictions import Predictions
from client.replies import Reply, Silence
from client.rounds import Request, Rounds
from tests.property.outages.endpoints import MODEL, predicted
from tests.property.outages.ground import AWAY, DOMAIN, HOME, TTL_SECONDS
from tests.property.outages.region import Context, Region
from tests.property.outages.world import World

# Of a request on its way.
_LEAST_SECONDS, _MOST_SECONDS = 0.01, 0.1
_HOSTS = {"home.example.net": HOME, "away.example.net": AWAY}
SHARED = f"https://{DOMAIN}/v1"


class Wire:
    """Carries requests to the Region that a name stands for just then."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self._world, self._rng = world, rng
        self._cached: tuple[str, float] | None = None

    def resolve(self) -> str:
        """Return the Region behind the shared name, as this client's DNS has it."""
        now = self._world.line.seconds()
        if self._cached is None or now >= self._cached[1]:
            self._cached = (self._world.checks.answer(), now + TTL_SECONDS)
        return self._cached[0]

    def send(self, url: str, request: Request, seconds: float) -> Reply | Silence:
        parts = urlsplit(url)
        host = str(parts.hostname)
        name = self.resolve() if host == DOMAIN else _HOSTS[host]
        self._world.line.advance(self._rng.uniform(_LEAST_SECONDS, _MOST_SECONDS))
        lost = self._lost(name, seconds)
        if lost is not None:
            return lost
        answer = self._answer(self._world.regions()[name], parts.path, request)
        # Cut off meanwhile: nobody hears it.
        return self._lost(name, seconds) or answer

    def _lost(self, region: str, seconds: float) -> Reply | Silence | None:
        how = self._world.cut(region)
        if how == "hanging":
            self._world.line.advance(seconds)
            return Silence(reason="no answer in time")
        if how == "failing":
            return Reply(status=503)
        return None

    def _answer(self, region: Region, path: str, request: Request) -> Reply:
        if path.endswith("/predict"):
            instances = json.loads(request.body or b"")["instances"]
            content = {"predictions": predicted(instances), "model": MODEL}
            return Reply(status=200, body=json.dumps(content).encode())
        event = _event(path.removeprefix("/v1"), request)
        answer = region.api(event, Context())
        headers = {name.lower(): text for name, text in answer["headers"].items()}
        body = answer["body"].encode()
        return Reply(status=answer["statusCode"], headers=headers, body=body)


class Caller:
    """One client.

    Attributes:
        name: Also the value of its key.
        journal: What it sent.
        confirmations: Sends, and asks what became of it.
        wire: Its way.

    """

    def __init__(
        self, name: str, world: World, rng: random.Random, *, also: bool
    ) -> None:
        """Ask at the shared name; `also` at the other Region's own."""
        self.name, self._world = name, world
        self.wire = Wire(world, rng)
        self.journal = Journal()
        urls = [SHARED, *(["https://away.example.net/v1"] if also else [])]
        patience = Patience(
            tries=2,
            read_seconds=10.0,
            total_seconds=45.0,
            sleep=world.line.advance,
            uniform=rng.uniform,
            now=world.line.seconds,
            monotonic=world.line.seconds,
        )

        def rounds(operation: str) -> Rounds:
            addresses = read_addresses([f"{url}/{operation}" for url in urls])
            return Rounds(addresses, self.wire, patience, PASSING_WITH_KEY)

        self.confirmations = Confirmations(
            Inferences(rounds("inferences"), name, lambda _: None), self.journal
        )
        self._predictions = Predictions(rounds("predict"), name)

    def infer(self, key: str, instances: list[str], traffic_class: str) -> Inference:
        payload = {"instances": instances, "traffic_class": traffic_class}
        return self.confirmations.send(payload, key=key)

    def predict(self, instances: list[str]) -> list[Any]:
        return self._predictions.predict(instances, batch=10).predictions


def _event(path: str, request: Request) -> dict[str, Any]:
    _, *more = path.strip("/").split("/")
    headers: Mapping[str, str] = request.headers
    key = headers["x-api-key"]
    return {
        "resource": "/inferences/{id}" if more else "/inferences",
        "httpMethod": request.method,
        "headers": dict(headers),
        "pathParameters": {"id": more[0]} if more else None,
        "body": request.body.decode() if request.body else None,
        "isBase64Encoded": False,
        "requestContext": {
            "requestId": "r",
            "path": f"/v1{path}",
            "identity": {"apiKey": key, "apiKeyId": f"id-of-{key}"},
        },
    }
