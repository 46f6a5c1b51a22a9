"""What a change of modules/scale_to_zero_endpoint does to what serves."""

import json
import os
from pathlib import Path

import boto3
import pytest

from tests.support.serving_ground import serving_ground
from tests.support.terraform import Root
from tests.support.terraform_state import state_in_s3

FOLDER = Path(__file__).parent / "support/one_sleeping_endpoint"
LARGE = "inferway-test-zero-ml-m5-large"
XLARGE = "inferway-test-zero-ml-m5-xlarge"


@pytest.fixture(scope="module")
def ground(local_aws, tmp_path_factory):
    with serving_ground(local_aws, tmp_path_factory.mktemp("ground")) as made:
        yield made


class Changed(Root):
    """The folder, with a state of its own."""

    def apply(self, **endpoint):
        """Apply, and return what should be served."""
        self.run("apply", "-auto-approve", "-no-color", variables(**endpoint))
        return self.outputs()["served"]

    def planned(self, **endpoint):
        """Return what a plan would do, by the resource's type and name."""
        planned = (each.split(" ", 1) for each in self.changes(variables(**endpoint)))
        return {
            address.removeprefix("module.endpoint.").partition("[")[0]: action
            for action, address in planned
            if action != "output"
        }


def variables(**endpoint):
    given = {"instances": {"type": "ml.m5.large"}, **endpoint}
    return f"-var=endpoint={json.dumps(given)}"


@pytest.fixture
def root(ground, tmp_path):
    folder = Changed(
        folder=FOLDER,
        env={
            **os.environ,
            "TF_DATA_DIR": str(tmp_path / "data"),
            "TF_IN_AUTOMATION": "yes",
        },
    )
    state = state_in_s3(boto3.client("s3"), tmp_path.name)
    folder.run("init", "-no-color", "-input=false", *state)
    yield folder
    digest = ground.images[0]
    folder.run("destroy", "-auto-approve", "-no-color", variables(digest=digest))


def ask(name):
    """Return the version of the model that a component answers with."""
    answer = boto3.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=name,
        InferenceComponentName=name,
        ContentType="application/json",
        Body=json.dumps({"instances": ["a text"]}),
    )
    return json.load(answer["Body"])["model"]["version"]


def configuration_of(name):
    found = boto3.client("sagemaker").describe_endpoint(EndpointName=name)
    return found["EndpointConfigName"]


# A plan's words for it: both of them are there for a while.
FIRST_THE_NEW_ONE = "create/delete"
IN_PLACE = "update"


def test_each_change_applies_in_one_go(root, ground):
    first, second = ground.models
    image, another = ground.images
    pinned = {"pinned": {"name": second.name, "version": second.version}}
    before = root.apply(digest=image)
    assert ask(LARGE) == first.version

    model = {
        "aws_sagemaker_model.component": FIRST_THE_NEW_ONE,
        "aws_cloudformation_stack.hosting": IN_PLACE,
    }
    assert root.planned(digest=another) == model
    root.apply(digest=another)
    assert ask(LARGE) == first.version

    assert root.planned(digest=another, model=pinned) == {
        **model,
        "module.role.aws_iam_role_policy.read": FIRST_THE_NEW_ONE,
    }
    root.apply(digest=another, model=pinned)
    assert ask(LARGE) == second.version

    wider = {"type": "ml.m5.large", "max": 2}
    assert root.planned(digest=another, model=pinned, instances=wider) == {
        "aws_cloudformation_stack.hosting": IN_PLACE
    }
    served = root.apply(digest=another, model=pinned, instances=wider)
    assert configuration_of(LARGE) == served["endpoint_config_name"]
    assert served["endpoint_config_name"] != before["endpoint_config_name"]
    assert ask(LARGE) == second.version

    larger = {"type": "ml.m5.xlarge", "max": 2}
    root.apply(digest=another, model=pinned, instances=larger)
    assert ask(XLARGE) == second.version
    assert [
        c["InferenceComponentName"]
        for c in boto3.client("sagemaker").list_inference_components()[
            "InferenceComponents"
        ]
    ] == [XLARGE]
    assert root.planned(digest=another, model=pinned, instances=larger) == {}


def test_a_role_of_before_is_moved_and_not_made_anew(root, ground):
    root.apply(digest=ground.images[0])
    # As it was while the module had them itself.
    for what in ("role.endpoint", "role_policy.operate", "role_policy.read"):
        root.run(
            "state",
            "mv",
            f"module.endpoint.module.role.aws_iam_{what}",
            f"module.endpoint.aws_iam_{what}",
        )

    assert root.planned(digest=ground.images[0]) == {}


def test_a_component_that_cannot_be_deployed_leaves_no_stack(root, ground):
    with pytest.raises(AssertionError, match="not enough hardware"):
        root.apply(digest=ground.images[0], copies={"memory_mb": 100_000})
    stacks = boto3.client("cloudformation").describe_stacks()["Stacks"]

    assert stacks == []
    root.apply(digest=ground.images[0])
    assert ask(LARGE) == ground.models[0].version


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"digest": "sha256:" + "0" * 64}, "data.aws_ecr_image.deployed"),
        (
            {"model": {"pinned": {"name": "constant", "version": "0" * 16}}},
            "does not hold it whole. Publish it",
        ),
    ],
    ids=["image", "version"],
)
def test_a_plan_refuses_a_ghost(root, ground, values, said):
    with pytest.raises(AssertionError) as refusal:
        root.run(
            "plan", "-no-color", variables(**{"digest": ground.images[0], **values})
        )

    # Terraform wraps what it says, and draws a line beside it.
    assert said in " ".join(str(refusal.value).replace("│", " ").split())
