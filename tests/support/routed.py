"""A whole stack of a test's own with every path, and how tests disturb it."""

import json
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any

import joblib
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeClassifier

from local_aws.demo.steps import push_image
from tests.support.deployment import REPO, Answer, Deployment
from tests.support.local_aws import let_the_gateway_log, running_local_aws
from tests.support.models import Published, promote, publish
from tests.support.terraform import Root
from tests.support.terraform_state import state_in_s3

WORDS = (
    "alder",
    "birch",
    "cedar",
    "elm",
    "fir",
    "hazel",
    "maple",
    "oak",
    "pine",
    "yew",
)

# What a function that died, or a fault that a test asked for, looks like outside.
SERVER_ERRORS = frozenset({429, 500, 502, 503, 504})


def predicted(words: Sequence[str]) -> list[str]:
    """Return what the model of `routed` predicts."""
    return [word.upper() for word in words]


@dataclass(kw_only=True)
class Routed:
    """A deployed stack, a client's key, and the local AWS's controls.

    Attributes:
        deployment: The stack, as Deployment knows staging.
        key: Of a client without limits that a test would meet.

    """

    deployment: Deployment
    key: str
    posted: int = field(default=0)

    @cached_property
    def outputs(self) -> dict[str, Any]:
        return self.deployment.outputs

    @cached_property
    def url(self) -> str:
        return self.deployment.local.api_url(self.outputs["inferences_url"])

    def client(self, service: str) -> Any:
        clients: dict[str, Any] = self.__dict__.setdefault("clients", {})
        if service not in clients:
            clients[service] = self.deployment.client(service)
        return clients[service]

    def post(
        self,
        instances: Any,
        *,
        idempotency_key: str | None = None,
        traffic_class: str | None = None,
    ) -> Answer:
        """Ask for predictions."""
        body: dict[str, Any] = {"instances": instances}
        if traffic_class is not None:
            body["traffic_class"] = traffic_class
        headers = {"x-api-key": self.key}
        if idempotency_key is not None:
            headers["idempotency-key"] = idempotency_key
        return self.deployment.request(
            url=self.url, body=json.dumps(body).encode(), headers=headers
        )

    def get(self, inference_id: str, *, key: str | None = None) -> Answer:
        """Ask what became of an inference."""
        return self.deployment.request(
            "GET",
            url=f"{self.url}/{inference_id}",
            headers={"x-api-key": key or self.key},
        )

    def look(self, inference_id: str) -> dict[str, Any]:
        """Return an inference as a patient client sees it."""
        for _ in range(20):
            answer = self.get(inference_id)
            if answer.status == HTTPStatus.OK:
                return answer.body
            assert answer.status in SERVER_ERRORS, answer
        message = f"no answer for {inference_id}: {answer}"
        raise AssertionError(message)

    def advance(self, seconds: float) -> None:
        """Move the clock, and let happen what is due."""
        self.deployment.control("clock", {"advance_seconds": seconds})

    def now(self) -> str:
        """Return the local time, ISO 8601."""
        url = f"{self.deployment.local.url}/_local/clock"
        return self.deployment.request("GET", url=url).body["now"]

    def until_ended(
        self, ids: Sequence[str], *, step: float = 301, moves: int = 100
    ) -> dict[str, dict[str, Any]]:
        """Move the clock until every one has ended; return them by id."""
        for _ in range(moves):
            pending = self._settled(set(ids))
            if not pending:
                return {one: self.look(one) for one in ids}
            self.advance(step)
        told = [self.look(one) for one in sorted(pending)[:3]]
        message = f"{len(pending)} have not ended: {json.dumps(told, indent=2)}"
        raise AssertionError(message)

    def _settled(
        self, ids: set[str], quiet: float = 1.5, most: float = 60.0
    ) -> set[str]:
        """Return what is pending once for a while nothing ends, and no job works."""
        until = time.monotonic() + most
        calm = time.monotonic() + quiet
        pending = ids
        while pending and time.monotonic() < min(until, calm):
            before = pending
            # Not by one GET each: there may be a thousand.
            pending = ids & self.unfinished()
            if pending != before or self.jobs("InProgress"):
                calm = time.monotonic() + quiet
            time.sleep(0.2)
        return pending

    def unfinished(self) -> set[str]:
        """Return the ids of all records that have not ended.

        By the index, which has no others: the table has thousands, and this is asked
        again and again.
        """
        return {one["id"]["S"] for one in self.records(IndexName="unfinished-index")}

    def jobs(self, status: str | None = None) -> list[str]:
        """Return the names of this stack's transform jobs."""
        pages = self.client("sagemaker").get_paginator("list_transform_jobs")
        wanted = {"NameContains": self.outputs["name_prefix"]}
        if status is not None:
            wanted["StatusEquals"] = status
        return [
            job["TransformJobName"]
            for page in pages.paginate(**wanted)
            for job in page["TransformJobSummaries"]
        ]

    def fault(self, service: str, operation: str, code: str, **more: Any) -> None:
        """Let the next calls of functions fail."""
        self._order(
            "faults",
            {
                "calls": 1,
                "code": code,
                "from_functions": True,
                "operation": operation,
                "service": service,
                "status": 500,
                **more,
            },
        )

    def _order(self, control: str, what: dict[str, Any]) -> None:
        """Order something that is still to happen."""
        url = f"{self.deployment.local.url}/_local/{control}"
        answer = self.deployment.request(url=url, body=json.dumps(what).encode())
        assert answer.status == HTTPStatus.CREATED, answer

    def no_more_faults(self) -> None:
        self.deployment.request(
            "DELETE", url=f"{self.deployment.local.url}/_local/faults"
        )

    def function(self, part: str) -> str:
        """Return the name of one of the stack's functions, such as "window"."""
        return self.outputs["served"]["functions"][part]["name"]

    def die(self, part: str, after_calls: int, *, after_done: bool = False) -> None:
        """Let a function die at a call of AWS that it will make."""
        self._order(
            f"functions/{self.function(part)}/die",
            {"after_calls": after_calls, "after_done": after_done},
        )

    def invoke(self, part: str, event: Any = None) -> None:
        """Deliver an event to a function once more; whether it fails is its own."""
        self.client("lambda").invoke(
            FunctionName=self.function(part),
            Qualifier="live",
            InvocationType="Event",
            Payload=json.dumps(event or {}).encode(),
        )

    def cool(self, seconds: float) -> None:
        """Let the serverless endpoint be cold for so long."""
        endpoint = self.outputs["served"]["endpoints"]["on-demand"]["endpoint_name"]
        self.deployment.control(f"endpoints/{endpoint}/cold", {"seconds": seconds})

    def records(self, **scan: Any) -> list[dict[str, Any]]:
        """Return every record of the table, or of what else a scan names."""
        pages = self.client("dynamodb").get_paginator("scan")
        table = self.outputs["records_table"]
        return [
            item
            for page in pages.paginate(TableName=table, **scan)
            for item in page["Items"]
        ]


@contextmanager
def routed(folder: Path, name: str) -> Iterator[Routed]:
    """Apply a whole stack, with a small model, to a local AWS of its own.

    Of its own, because its clock is moved by hours: what else stood there would
    run its schedules hundreds of times. It goes as it is; that an environment
    can be destroyed is another test's.
    """
    with running_local_aws(folder) as local:
        stack = Deployment(local=local, state_dir=folder, demo={})
        let_the_gateway_log(stack.client)
        _apply(stack, folder, name)
        promote(stack, publish_word_model(stack, folder / "words"))
        with stack.client_key(f"{name}-tests") as key:
            yield Routed(deployment=stack, key=key)


def _apply(stack: Deployment, folder: Path, name: str) -> None:
    source = REPO / "tests/e2e/roots/inferences"
    root = Root(
        folder=source,
        env={**stack.account.env, "TF_DATA_DIR": str(folder / "terraform")},
    )
    shutil.copy2(REPO / "envs/staging/.terraform.lock.hcl", source)
    root.run("init", "-no-color", *state_in_s3(stack.client("s3"), "inferences"))
    root.run(
        *("apply", "-auto-approve", "-no-color", f"-var=name={name}"),
        *(f"-var={k}={json.dumps(v)}" for k, v in push_images(stack).items()),
    )
    stack.__dict__["outputs"] = {**root.outputs(), "name_prefix": name}


def push_images(stack: Deployment) -> dict[str, dict[str, str]]:
    """Push what the stack's functions run; return it as modules take it."""
    pushed = {}
    for part in ("batch", "prediction", "routing"):
        repository = stack.client("ecr").create_repository(repositoryName=part)
        url = repository["repository"]["repositoryUri"]
        digest = push_image(stack.local, part, root=REPO, repository=url)
        pushed[f"{part}_image"] = {"repository_url": url, "digest": digest}
    return pushed


def publish_word_model(deployment: Deployment, folder: Path) -> Published:
    """Package and publish a model that answers each of WORDS in capitals."""
    folder.mkdir(parents=True)
    pipeline = make_pipeline(CountVectorizer(), DecisionTreeClassifier(random_state=0))
    pipeline.fit(list(WORDS), predicted(WORDS))
    joblib.dump(pipeline, folder / "model.joblib")
    (folder / "examples.json").write_text(json.dumps(list(WORDS)))
    deployment.inferway(
        "package",
        folder / "model.joblib",
        *("--name", "words", "--input", "text"),
        *("--examples", folder / "examples.json"),
        *("--out", folder / "packaged"),
    )
    return publish(deployment, folder / "packaged")
