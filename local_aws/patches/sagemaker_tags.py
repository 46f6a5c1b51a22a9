"""SageMaker: a tag has one value.

moto adds a second one under the same key.
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AddTags.html
"""

from typing import Any

from moto.sagemaker.models import SageMakerModelBackend

from local_aws.patches.replacing import Method, replace


def apply() -> None:
    """Change moto's SageMaker."""
    replace(SageMakerModelBackend, "add_tags", _overwriting)


def _overwriting(original: Method) -> Method:
    def add_tags(self: Any, arn: str, tags: list[dict[str, str]]) -> Any:  # noqa: ANN401 - moto is untyped
        self.delete_tags(arn, [tag["Key"] for tag in tags])
        return original(self, arn, tags)

    return add_tags
