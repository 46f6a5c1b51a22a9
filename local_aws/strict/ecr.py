"""ECR: tags that cannot be moved."""

from moto.ecr.models import ecr_backends

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.strict.refusals import Refusals


def _moved_tag(call: Call) -> None:
    """Refuse a tag that names another image already, where tags stay.

    moto refuses it as well, by the name of another error.
    """
    name, tag = call.params["repositoryName"], call.params.get("imageTag")
    repository = ecr_backends[call.account_id][call.region].repositories.get(name)
    if repository is None or repository.image_tag_mutability != "IMMUTABLE":
        return
    manifests = [i.image_manifest for i in repository.images if tag in i.image_tags]
    if manifests and call.params["imageManifest"] not in manifests:
        text = (
            f"The image tag '{tag}' already exists in the '{name}' repository and "
            "cannot be overwritten because the tag is immutable."
        )
        raise AwsError(text, code="ImageTagAlreadyExistsException")


REFUSALS: Refusals = {"PutImage": (_moved_tag,)}
