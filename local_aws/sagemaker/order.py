"""What a container is to be."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from local_aws.sagemaker.ports import ModelSpec


@dataclass(frozen=True, kw_only=True)
class ContainerOrder:
    """What a container is to be.

    Attributes:
        account_id: 12 digits.
        region: Where it runs.
        model: What it runs.
        log_group: Where its lines go.
        stream: Its log stream; what ends in "-" or "/" is made unique.
        memory_mb: None for no limit.
        variables: Beside the model's.
        variant: Named where it does not come up.

    """

    account_id: str
    region: str
    model: ModelSpec
    log_group: str
    stream: str
    memory_mb: int | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    variant: str

    @property
    def role_arn(self) -> str:
        """The execution role."""
        return self.model.role_arn

    @property
    def name(self) -> str:
        """The session's name."""
        return "SageMaker"
