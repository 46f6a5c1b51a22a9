"""Pulling images from ECR with the execution role.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
"""

from moto.ecr.models import ecr_backends

from local_aws import image_uri
from local_aws.access import check_trust, role_may
from local_aws.iam.need import Need
from local_aws.runtime.owner import RoleOwner
from local_aws.sagemaker.ports import DeploymentFailedError

_ON_REPOSITORY = (
    "BatchGetImage",
    "GetDownloadUrlForLayer",
    "BatchCheckLayerAvailability",
)


def pull(owner: RoleOwner, uri: str) -> str:
    """Return the digest of an image that the role may have.

    Raises:
        AwsError: SageMaker cannot assume the role.
        DeploymentFailedError: There is no such image, or the role may not.

    """
    check_trust(owner.account_id, owner.role_arn, "sagemaker.amazonaws.com")
    image = image_uri.parse(uri)
    digest = image_uri.resolve(image) if image is not None else None
    if image is None or digest is None:
        text = f"Requested image {uri} not found."
        raise DeploymentFailedError(text)
    for need in _needs(image):
        if not role_may(owner, need):
            action = need.action.removeprefix("ecr:")
            text = (
                f"The role '{owner.role_arn}' does not have {action} permission for "
                f"the image: '{uri}'."
            )
            raise DeploymentFailedError(text)
    return digest


def _needs(image: image_uri.ImageUri) -> list[Need]:
    repositories = ecr_backends[image.account_id][image.region].repositories
    repository = repositories[image.repository]
    policies = (repository.policy,) if repository.policy else ()
    return [
        Need(action="ecr:GetAuthorizationToken", resource="*"),
        *(
            Need(
                action=f"ecr:{action}",
                resource=repository.arn,
                resource_policies=policies,
            )
            for action in _ON_REPOSITORY
        ),
    ]
