"""What SageMaker's control plane asks of its data plane.

The control plane (`local_aws.patches.sagemaker_*`) keeps the resources and their
states; the data plane runs containers and knows nothing of states.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class DeploymentFailedError(Exception):
    """Containers did not come up; the message is the FailureReason."""


@dataclass(frozen=True, kw_only=True)
class ModelSpec:
    """A model resource, as it was when it was deployed.

    Attributes:
        name: Of the resource, or of the component that says it all itself.
        image_uri: By digest or tag, in ECR.
        environment: Variables of the container.
        model_data_url: S3 address of a tar.gz, None for none.
        role_arn: What the container acts as.
        network_isolation: Whether the container can call nobody, AWS included.

    """

    name: str
    image_uri: str
    environment: Mapping[str, str]
    model_data_url: str | None
    role_arn: str
    network_isolation: bool


@dataclass(frozen=True, kw_only=True)
class ServerlessSpec:
    """Capacity of a serverless variant.

    Attributes:
        memory_mb: Of each environment.
        max_concurrency: Requests at once; more are throttled.
        provisioned_concurrency: Environments that are always warm.

    """

    memory_mb: int
    max_concurrency: int
    provisioned_concurrency: int = 0


@dataclass(frozen=True, kw_only=True)
class VariantSpec:
    """One production variant.

    Attributes:
        name: Of the variant.
        model: None where inference components bring the models.
        weight: Share of the requests, beside other variants.
        instance_type: None for a serverless one.
        instance_count: Now wanted; 0 only where AWS allows it.
        serverless: None for one with instances.

    """

    name: str
    model: ModelSpec | None
    weight: float = 1.0
    instance_type: str | None = None
    instance_count: int = 0
    serverless: ServerlessSpec | None = None


@dataclass(frozen=True, kw_only=True)
class AsyncSpec:
    """Where an asynchronous endpoint writes.

    Attributes:
        output_url: S3 folder of answers.
        failure_url: S3 folder of failures, None for none.
        key_id: KMS key of answers and failures, None for the bucket's own.
        success_topic_arn: Told of each answer, None for nobody.
        error_topic_arn: Told of each failure, None for nobody.
        max_concurrent: Requests at once and instance.

    """

    output_url: str
    failure_url: str | None = None
    key_id: str | None = None
    success_topic_arn: str | None = None
    error_topic_arn: str | None = None
    max_concurrent: int = 4


@dataclass(frozen=True, kw_only=True)
class EndpointSpec:
    """What an endpoint is to serve.

    Attributes:
        account_id: 12 digits.
        region: Where it is.
        name: Of the endpoint.
        config_name: Of the configuration.
        role_arn: Of the configuration, for inference components.
        variants: At least one.
        asynchronous: None for one that answers at once.

    """

    account_id: str
    region: str
    name: str
    config_name: str
    role_arn: str | None = None
    variants: tuple[VariantSpec, ...]
    asynchronous: AsyncSpec | None = None


@dataclass(frozen=True, kw_only=True)
class ComponentSpec:
    """What an inference component is to serve.

    Attributes:
        account_id: 12 digits.
        region: Where it is.
        name: Of the component.
        endpoint_name: On which endpoint.
        variant_name: On whose instances.
        model: What each copy runs.
        copies: Now wanted, from 0.

    """

    account_id: str
    region: str
    name: str
    endpoint_name: str
    variant_name: str
    model: ModelSpec
    copies: int


class EndpointPlane(Protocol):
    """Runs what endpoints serve. Every method may be called by any thread."""

    def deploy(self, endpoint: EndpointSpec) -> None:
        """Let the endpoint serve this from now on; returns when it does.

        What served before goes on until every new container answers /ping; a
        variant whose model, instance type and serverless memory are unchanged
        keeps its containers and only gets the new counts. An endpoint of
        inference components keeps those that are on it.

        Raises:
            DeploymentFailedError: What served before still does.

        """

    def remove(self, account_id: str, region: str, endpoint_name: str) -> None:
        """End the endpoint's containers; one that is not there is no error."""

    def deploy_component(self, component: ComponentSpec) -> None:
        """Let the component serve this, with as many copies; as deploy().

        Raises:
            DeploymentFailedError: What served before still does.

        """

    def remove_component(self, account_id: str, region: str, name: str) -> None:
        """End the component's containers; one that is not there is no error."""
