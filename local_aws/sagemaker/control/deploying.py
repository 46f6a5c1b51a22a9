"""Making of a configuration what an endpoint deploys."""

from dataclasses import replace

from local_aws import image_uri
from local_aws.sagemaker.control.clock import clock_time
from local_aws.sagemaker.control.configs import Config, endpoint_spec
from local_aws.sagemaker.control.endpoint import Deployment
from local_aws.sagemaker.ports import VariantSpec


def prepare(
    account_id: str, region: str, endpoint_name: str, config: Config
) -> Deployment:
    """Return what the endpoint is to deploy, its images looked up.

    SageMaker looks a tag up once: what is pushed under it later waits for the
    next deployment.

    Raises:
        AwsError: A model is not there any more.
        NotImplementedError: The data plane could not run it.

    """
    spec = endpoint_spec(account_id, region, endpoint_name, config)
    return Deployment(
        config=config,
        images={v.name: v.model.image_uri for v in spec.variants if v.model},
        at=clock_time(),
        spec=replace(spec, variants=tuple(_resolved(v) for v in spec.variants)),
    )


def _resolved(variant: VariantSpec) -> VariantSpec:
    if variant.model is None:
        return variant
    image = image_uri.parse(variant.model.image_uri)
    digest = image_uri.resolve(image) if image else None
    if image is None or digest is None:
        # The data plane says that it cannot be pulled.
        return variant
    model = replace(variant.model, image_uri=f"{image.without_tag}@{digest}")
    return replace(variant, model=model)
