"""The steps of the pipeline, each of which a person can take."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deployment.asking import Asking
from deployment.errors import DeploymentError
from deployment.images import Digests, deployed_digests, read_digests
from deployment.kept_plans import KeptPlan, fetch, keep
from deployment.release import Release
from deployment.terraform import Terraform
from deployment.traffic import Traffic, measured, worse
from model.store import ModelStore
from smoke.found import WantedModel
from smoke.models import Models

if TYPE_CHECKING:
    import boto3

# Whom the checks of a release ask as.
CLIENT = "smoke"
# Fewer say nothing of one in a hundred.
_LEAST_REQUESTS = 20


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Steps in one environment.

    Attributes:
        terraform: Of the environment, initialised.
        session: Makes clients, in the environment's Region.
        dist: Folder for what steps write.
        traffic_seconds: How long requests are sent when traffic is measured.
        settle_seconds: How long a check waits for what comes by itself, such as a
            cold start or a model that was promoted a moment ago.
        predict_url: Another address of the API than its own, such as a domain's.

    """

    terraform: Terraform
    session: "boto3.Session"
    dist: Path
    traffic_seconds: float = 60.0
    settle_seconds: float = 900.0
    predict_url: str | None = None

    @property
    def plan_file(self) -> Path:
        """Where the plan of the environment lies."""
        return self.dist / f"{self.terraform.environment}.tfplan"

    def plan(self, images: str) -> bool:
        """Plan with these images; without any, with those that run now."""
        digests = read_digests(images) if images else self._deployed()
        return self.terraform.plan(self.plan_file, digests)

    def deploy(self, images: str) -> None:
        """Plan, and apply that plan."""
        if self.plan(images):
            self.terraform.apply(self.plan_file)

    def propose(self, images: str, name: str) -> KeptPlan:
        """Plan, and keep the plan until it is approved."""
        self.plan(images)
        bucket = self.terraform.state_bucket()
        s3 = self.session.client("s3")
        return keep(s3, bucket, self.terraform.environment, name, self.plan_file)

    def apply(self, approved: KeptPlan) -> None:
        """Apply the plan that was approved, to the byte."""
        bucket = self.terraform.state_bucket()
        s3 = self.session.client("s3")
        fetch(s3, bucket, self.terraform.environment, approved, self.plan_file)
        self.terraform.apply(self.plan_file)

    def remember(self) -> Release | None:
        """Return what runs now and how it answers; None before the first apply."""
        outputs = self.terraform.outputs()
        if "served" not in outputs:
            return None
        model = self._live(outputs)
        named = None if model is None else (model.model.name, model.model.version)
        return Release(
            images=deployed_digests(outputs),
            model=named,
            traffic=None if model is None else self._traffic(outputs, model),
        )

    def check(self, before: Release | None) -> None:
        """Hold what is served against the state, and its traffic against before.

        Raises:
            DeploymentError: Something is wrong, or worse than it was.

        """
        seconds = f"{self.settle_seconds:g}"
        smoke = ["inferway", "smoke", "-", "--timeout", seconds]
        self._run(smoke, given=self.terraform.outputs_as_printed())
        outputs = self.terraform.outputs()
        # The Region that takes over is to be able to, before it must.
        if standby := outputs.get("standby_served"):
            self._run(smoke, given=json.dumps({"served": {"value": standby}}))
        model = self._live(outputs)
        if model is None:
            message = "no model is live: publish and promote one"
            raise DeploymentError(message)
        now = self._traffic(outputs, model)
        reasons = worse(now, before.traffic if before else None)
        if reasons:
            raise DeploymentError("; ".join(reasons))
        say(f"{now.requests} requests, {now.failures} failed, p99 {now.p99_ms:.0f} ms")

    def go_back(self, before: Release | None) -> None:
        """Return to the images and the model of before.

        Raises:
            DeploymentError: There was nothing before.

        """
        if before is None:
            message = "there is nothing to go back to: this was the first release"
            raise DeploymentError(message)
        # What did not run before, such as a failover's image, stays as it is now.
        images = {**self._deployed(), **before.images}
        if self.terraform.plan(self.plan_file, images):
            self.terraform.apply(self.plan_file)
        if before.model is not None:
            bucket = self.terraform.outputs()["model_bucket"]
            self._run(["inferway", "promote", *before.model, "--bucket", bucket])

    def drill(self) -> None:
        """Play the loss of the home Region, and give back whatever came of it.

        Raises:
            DeploymentError: A promise was not kept; the reports say which.

        """
        key = self._key(self.terraform.outputs())
        outputs = self.terraform.outputs_as_printed()
        failed = []
        for turn in ("failover", "failback"):
            report = self.dist / "drill" / f"{turn}.md"
            report.parent.mkdir(parents=True, exist_ok=True)
            command = ["inferway", "drill", turn, "--outputs", "-", "--yes"]
            try:
                self._run(
                    [*command, "--report", str(report.absolute())], outputs, key=key
                )
            except DeploymentError as error:
                failed.append(str(error))
        if failed:
            raise DeploymentError("; ".join(failed))

    def _deployed(self) -> Digests:
        return deployed_digests(self.terraform.outputs())

    def _live(self, outputs: Mapping[str, Any]) -> WantedModel | None:
        store = outputs["served"]["model_store"]
        s3 = self.session.client("s3")
        found = Models(ModelStore(s3, store["bucket"], store["pointer_key"])).live()
        return found if isinstance(found, WantedModel) else None

    def _traffic(self, outputs: Mapping[str, Any], model: WantedModel) -> Traffic:
        asking = Asking(
            url=self.predict_url or outputs["predict_url"],
            key=self._key(outputs),
            golden=model.golden,
            exact=model.exact,
        )
        asking.warm_up()
        answers = asking.for_seconds(self.traffic_seconds, least=_LEAST_REQUESTS)
        for reason in sorted({answer.wrong for answer in answers if answer.wrong}):
            say(f"POST {asking.url}: {reason}")
        return measured(answers)

    def _key(self, outputs: Mapping[str, Any]) -> str:
        key = self.session.client("apigateway").get_api_key(
            apiKey=outputs["api_key_ids"][CLIENT], includeValue=True
        )
        return key["value"]

    def _run(
        self, command: list[str], given: str | None = None, *, key: str | None = None
    ) -> None:
        program = Path(sys.executable).with_name(command[0])
        done = subprocess.run(  # noqa: S603 - the command beside this interpreter
            [program, *command[1:]],
            check=False,
            # Not among the words, which everybody on the machine may read.
            env=os.environ if key is None else {**os.environ, "INFERWAY_API_KEY": key},
            input=given,
            stdout=sys.stderr,
            text=True,
        )
        if done.returncode != 0:
            message = f"{' '.join(command)} ended with {done.returncode}"
            raise DeploymentError(message)


def say(text: str) -> None:
    """Tell a person how far it is; stdout is for what steps hand on."""
    print(text, file=sys.stderr)  # noqa: T201 - a script's progress
