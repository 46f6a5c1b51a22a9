"""Looks at SageMaker endpoints and asks them, by AWS's own interfaces."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from model.aws_errors import code_of
from model_store.manifest import Golden
from smoke.answers import answer_of, body_of
from smoke.asynchronous import AsynchronousEndpoint
from smoke.failures import failure_of, unavailable
from smoke.found import Answer, Failure, FoundEndpoint
from smoke.wanted import WantedEndpoint

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient
    from mypy_boto3_sagemaker_runtime import SageMakerRuntimeClient


class Endpoints:
    """Endpoints of one Region."""

    def __init__(
        self,
        control: "SageMakerClient",
        runtime: "SageMakerRuntimeClient",
        s3: "S3Client",
    ) -> None:
        """Take the clients as they are: the caller sets Region and retries."""
        self._control = control
        self._runtime = runtime
        self._s3 = s3

    def find(self, wanted: WantedEndpoint) -> FoundEndpoint | None:
        """Return the endpoint; None where there is none.

        Raises:
            UnavailableError: AWS could not be asked.

        """
        try:
            answer = self._control.describe_endpoint(EndpointName=wanted.name)
        except (ClientError, BotoCoreError) as error:
            _check_absent(error, f"look at endpoint {wanted.name}")
            return None
        images = [
            image.get("ResolvedImage") or image.get("SpecifiedImage", "")
            for variant in answer.get("ProductionVariants", [])
            for image in variant.get("DeployedImages", [])
        ]
        config_name = answer["EndpointConfigName"]
        return FoundEndpoint(
            status=answer["EndpointStatus"],
            reason=answer.get("FailureReason", ""),
            config_name=config_name,
            image_digests=_digests(images or self._images(config_name)),
        )

    def find_component(self, wanted: WantedEndpoint) -> FoundEndpoint | None:
        """Return the inference component; None where there is none.

        Raises:
            UnavailableError: AWS could not be asked.

        """
        name = str(wanted.component)
        try:
            answer = self._control.describe_inference_component(
                InferenceComponentName=name
            )
        except (ClientError, BotoCoreError) as error:
            _check_absent(error, f"look at inference component {name}")
            return None
        specification: dict[str, Any] = dict(answer.get("Specification", {}))
        image = specification.get("Container", {}).get("DeployedImage", {})
        images = [image.get("ResolvedImage") or image.get("SpecifiedImage", "")]
        model = specification.get("ModelName")
        if model:
            images = self._images_of_model(model)
        return FoundEndpoint(
            status=answer["InferenceComponentStatus"],
            reason=answer.get("FailureReason", ""),
            config_name="",
            image_digests=_digests(images),
            copies=answer.get("RuntimeConfig", {}).get("CurrentCopyCount", 0),
        )

    def ask_of(self, wanted: WantedEndpoint) -> Callable[[Golden], Answer | Failure]:
        """Return what gives the endpoint's answer to golden instances.

        It raises UnavailableError where AWS could not be asked.
        """
        if wanted.kind == "async":
            return AsynchronousEndpoint(wanted, self._runtime, self._s3).ask
        return lambda golden: self._ask(wanted, golden)

    def _ask(self, wanted: WantedEndpoint, golden: Golden) -> Answer | Failure:
        component = (
            {}
            if wanted.component is None
            else {"InferenceComponentName": wanted.component}
        )
        try:
            answer = self._runtime.invoke_endpoint(
                EndpointName=wanted.name,
                ContentType="application/json",
                Accept="application/json",
                Body=body_of(golden),
                **component,
            )
            content = answer["Body"].read()
        except (ClientError, BotoCoreError) as error:
            return failure_of(error, f"invoke endpoint {wanted.name}")
        return answer_of(content)

    def _images(self, config_name: str) -> list[str]:
        """Return the images of a configuration's models.

        The configuration goes with the next apply, whether or not an endpoint
        still serves it: then nobody knows.
        """
        try:
            config = self._control.describe_endpoint_config(
                EndpointConfigName=config_name
            )
        except (ClientError, BotoCoreError) as error:
            _check_absent(error, f"look at endpoint configuration {config_name}")
            return []
        models = [one.get("ModelName") for one in config["ProductionVariants"]]
        return [
            image for name in models if name for image in self._images_of_model(name)
        ]

    def _images_of_model(self, name: str) -> list[str]:
        try:
            model = self._control.describe_model(ModelName=name)
        except (ClientError, BotoCoreError) as error:
            _check_absent(error, f"look at model resource {name}")
            return []
        return [model.get("PrimaryContainer", {}).get("Image", "")]


def _digests(images: Iterable[str]) -> tuple[str, ...]:
    """Return the digest of each image; of one that was named by tag, its name."""
    named = (image.partition("@")[2] or image for image in images)
    return tuple(dict.fromkeys(one for one in named if one))


def _check_absent(error: ClientError | BotoCoreError, action: str) -> None:
    """Hold an error against what SageMaker says of a thing that does not exist.

    Its code is used for much else: the words decide.

    Raises:
        UnavailableError: AWS could not be asked.

    """
    if isinstance(error, ClientError) and code_of(error) in _NOT_FOUND:
        message = error.response.get("Error", {}).get("Message", "")
        if "could not find" in message.lower():
            return
    raise unavailable(error, action) from error


_NOT_FOUND = {"ValidationException", "ResourceNotFound", "ResourceNotFoundException"}
