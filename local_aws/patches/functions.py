"""Lambda: settings that stay, images by digest, versions that do not change."""

import copy
from collections.abc import Mapping
from typing import Any

from moto.awslambda.models import (
    ImageConfig,
    LambdaBackend,
    LambdaFunction,
    LambdaStorage,
)

from local_aws import image_uri
from local_aws.patches.replacing import Method, replace

# moto has no field for these.
_AS_GIVEN = ("DeadLetterConfig", "LoggingConfig")


def apply() -> None:
    """Change moto's Lambda."""
    replace(LambdaFunction, "__init__", _keeping)
    replace(LambdaFunction, "update_configuration", _updating)
    replace(LambdaFunction, "get_configuration", _whole)
    replace(LambdaFunction, "_set_function_code", _resolving)
    replace(LambdaFunction, "get_code", _whole_code)
    replace(LambdaStorage, "publish_version", _frozen)
    replace(LambdaBackend, "put_function_event_invoke_config", _replacing)


def _keeping(original: Method) -> Method:
    """Keep what moto drops: where failures and logs go."""

    def init(
        self: Any,  # noqa: ANN401 - moto is untyped
        account_id: str,
        spec: dict[str, Any],
        *rest: Any,  # noqa: ANN401 - passed on
        **more: Any,  # noqa: ANN401 - passed on
    ) -> None:
        original(self, account_id, spec, *rest, **more)
        self.as_given = _given(spec)

    return init


def _given(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {name: copy.deepcopy(spec[name]) for name in _AS_GIVEN if name in spec}


def _updating(original: Method) -> Method:
    """Update every setting; moto knows eight and ignores the others."""

    def update(self: Any, updates: dict[str, Any]) -> Any:  # noqa: ANN401 - moto is untyped
        original(self, updates)
        self.as_given = {**self.as_given, **_given(updates)}
        if "ImageConfig" in updates:
            self.image_config = ImageConfig(updates["ImageConfig"])
        if "EphemeralStorage" in updates:
            self.ephemeral_storage = updates["EphemeralStorage"]["Size"]
        self.kms_key_arn = updates.get("KMSKeyArn", self.kms_key_arn)
        self.tracing_config = updates.get("TracingConfig", self.tracing_config)
        return self.get_configuration()

    return update


def _whole(original: Method) -> Method:
    """Answer with every setting, and with a state that follows the image."""

    def get_configuration(self: Any, *, on_create: bool = False) -> dict[str, Any]:  # noqa: ANN401 - moto is untyped
        configuration: dict[str, Any] = original(self, on_create)
        group = f"/aws/lambda/{self.function_name}"
        configuration["LoggingConfig"] = {
            "LogFormat": "Text",
            "LogGroup": group,
            **self.as_given.get("LoggingConfig", {}),
        }
        dead_letters = self.as_given.get("DeadLetterConfig") or {}
        if dead_letters.get("TargetArn"):
            configuration["DeadLetterConfig"] = dead_letters
        # moto answers with an empty one, which Terraform then wants to remove.
        overridden = configuration.get("ImageConfigResponse", {}).get("ImageConfig", {})
        if not any(overridden.values()):
            configuration.pop("ImageConfigResponse", None)
        if _image_is_gone(self):
            configuration["State"] = "Failed"
            configuration["StateReasonCode"] = "ImageDeleted"
            configuration["StateReason"] = "The image of the function was deleted."
        return configuration

    return get_configuration


def _image_is_gone(function: Any) -> bool:  # noqa: ANN401 - moto is untyped
    image = image_uri.parse(function.code.get("ResolvedImageUri", ""))
    return image is not None and image_uri.resolve(image) is None


def _resolving(original: Method) -> Method:
    """Name the image by its digest from the moment it is deployed.

    Lambda runs that image until the function is updated, whatever the tag is
    moved to. moto hashes the URI's text and never looks into ECR.
    """

    def set_code(self: Any, spec: dict[str, Any]) -> None:  # noqa: ANN401 - moto is untyped
        original(self, spec)
        image = image_uri.parse(spec.get("ImageUri", ""))
        digest = image_uri.resolve(image) if image is not None else None
        if image is not None and digest is not None:
            self.code["ResolvedImageUri"] = f"{image.without_tag}@{digest}"
            self.code_sha_256 = digest.removeprefix("sha256:")

    return set_code


def _whole_code(original: Method) -> Method:
    """Answer with the resolved image, and with a reservation of 0 as well."""

    def get_code(self: Any) -> dict[str, Any]:  # noqa: ANN401 - moto is untyped
        answer: dict[str, Any] = original(self)
        if "ResolvedImageUri" in self.code:
            answer["Code"]["ResolvedImageUri"] = self.code["ResolvedImageUri"]
        if self.reserved_concurrency is not None:
            reserved = {"ReservedConcurrentExecutions": int(self.reserved_concurrency)}
            answer["Concurrency"] = reserved
        return answer

    return get_code


def _frozen(original: Method) -> Method:
    """Give a published version its own copy of code and settings.

    moto's versions share the code with $LATEST: the next update would change
    what every version runs.
    """

    def publish_version(self: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - moto is untyped
        version = original(self, *args, **options)
        if version is not None:
            version.code = copy.deepcopy(version.code)
        return version

    return publish_version


def _replacing(original: Method) -> Method:
    """Let a second PutFunctionEventInvokeConfig take the first one's place.

    moto appends it and goes on answering with the first.
    """

    def put(self: Any, function_name: str, config: dict[str, Any]) -> Any:  # noqa: ANN401 - moto is untyped
        self.get_function(function_name).event_invoke_config.clear()
        return original(self, function_name, config)

    return put
