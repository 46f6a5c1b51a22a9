"""SageMaker: inference components, which moto lacks.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateInferenceComponent.html
"""

from collections.abc import Callable, Iterator
from typing import Any

from moto.core.resource_tagging import TaggedResource
from moto.core.responses import ActionResult, EmptyResult
from moto.sagemaker.models import SageMakerModelBackend
from moto.sagemaker.responses import SageMakerResponse

from local_aws.patches.replacing import Method, replace
from local_aws.sagemaker.components.description import described, summary
from local_aws.sagemaker.components.records import (
    LOCK,
    SCALING,
    ComponentRecord,
    find,
    records,
)
from local_aws.sagemaker.components.transitions import deploy, remove

_PAGE = 10


def apply() -> None:
    """Add the operations to moto's SageMaker."""
    operations: tuple[Callable[[Any], Any], ...] = (
        create_inference_component,
        describe_inference_component,
        list_inference_components,
        update_inference_component,
        update_inference_component_runtime_config,
        delete_inference_component,
    )
    for operation in operations:
        setattr(SageMakerResponse, operation.__name__, operation)
    replace(SageMakerModelBackend, "_get_resource_from_arn", _tagged_by_arn)
    replace(SageMakerModelBackend, "iter_tagged_resources", _all_tagged)


def create_inference_component(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    """Create a component and begin to deploy it."""
    given = self.params
    record = ComponentRecord(
        account_id=self.current_account,
        region=self.region,
        name=given["InferenceComponentName"],
        endpoint_name=given["EndpointName"],
        variant_name=given["VariantName"],
        specification=given["Specification"],
        desired_copies=given["RuntimeConfig"]["CopyCount"],
        tags=list(given.get("Tags") or []),
    )
    deploy(
        record,
        "Creating",
        specification=record.specification,
        copies=record.desired_copies,
    )
    records(record.account_id, record.region)[record.name] = record
    return _named(record)


def describe_inference_component(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    """Answer with what the component is and does."""
    with LOCK:
        return ActionResult(described(_asked_for(self)))


def list_inference_components(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    """List components; the newest first unless told otherwise."""
    given = self.params
    with LOCK:
        found = [
            summary(record)
            for record in records(self.current_account, self.region).values()
            if _is_wanted(record, given)
        ]
    key = {"Name": "InferenceComponentName", "Status": "InferenceComponentStatus"}
    by = key.get(given.get("SortBy", ""), "CreationTime")
    found.sort(key=lambda each: each[by], reverse=given.get("SortOrder") != "Ascending")
    start = int(given.get("NextToken") or 0)
    end = start + int(given.get("MaxResults") or _PAGE)
    answer: dict[str, Any] = {"InferenceComponents": found[start:end]}
    if end < len(found):
        answer["NextToken"] = str(end)
    return ActionResult(answer)


def update_inference_component(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    """Begin to serve another specification, or with other settings."""
    given = self.params
    record = _asked_for(self)
    runtime = given.get("RuntimeConfig") or {}
    deploy(
        record,
        "Updating",
        specification=given.get("Specification") or record.specification,
        copies=runtime.get("CopyCount", record.desired_copies),
    )
    record.deployment_config = given.get("DeploymentConfig", record.deployment_config)
    return _named(record)


def update_inference_component_runtime_config(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    """Begin to serve with another number of copies, from 0."""
    record = _asked_for(self)
    deploy(
        record,
        "Updating",
        specification=record.specification,
        copies=self.params["DesiredRuntimeConfig"]["CopyCount"],
        activity=SCALING,
    )
    return _named(record)


def delete_inference_component(self: Any) -> EmptyResult:  # noqa: ANN401 - moto is untyped
    """Begin to delete the component."""
    remove(_asked_for(self))
    return EmptyResult()


def _asked_for(response: Any) -> ComponentRecord:  # noqa: ANN401 - moto is untyped
    name = response.params["InferenceComponentName"]
    return find(response.current_account, response.region, name)


def _named(record: ComponentRecord) -> ActionResult:
    return ActionResult({"InferenceComponentArn": record.arn})


def _is_wanted(record: ComponentRecord, given: Any) -> bool:  # noqa: ANN401 - any parameters
    def at_least(name: str, value: Any) -> bool:  # noqa: ANN401 - compared only
        return name not in given or value > given[name]

    def at_most(name: str, value: Any) -> bool:  # noqa: ANN401 - compared only
        return name not in given or value < given[name]

    return (
        given.get("NameContains", "") in record.name
        and given.get("StatusEquals", record.status) == record.status
        and given.get("EndpointNameEquals", record.endpoint_name)
        == record.endpoint_name
        and given.get("VariantNameEquals", record.variant_name) == record.variant_name
        and at_least("CreationTimeAfter", record.created)
        and at_most("CreationTimeBefore", record.created)
        and at_least("LastModifiedTimeAfter", record.modified)
        and at_most("LastModifiedTimeBefore", record.modified)
    )


def _tagged_by_arn(original: Method) -> Method:
    """Find components too by their ARN, for AddTags, ListTags and DeleteTags."""

    def get_resource(self: Any, arn: str) -> Any:  # noqa: ANN401 - moto is untyped
        kind, _, name = arn.rpartition(":")[2].partition("/")
        if kind == "inference-component":
            return find(self.account_id, self.region_name, name)
        return original(self, arn)

    return get_resource


def _all_tagged(original: Method) -> Method:
    """Tell the tagging API of components too."""

    def iter_tagged(self: Any) -> Iterator[Any]:  # noqa: ANN401 - moto is untyped
        yield from original(self)
        for record in records(self.account_id, self.region_name).values():
            yield TaggedResource(
                arn=record.arn,
                tags={tag["Key"]: tag["Value"] for tag in record.tags},
                resource_type="sagemaker:inference-component",
            )

    return iter_tagged
