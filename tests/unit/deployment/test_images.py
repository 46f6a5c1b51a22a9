import json

import pytest

from deployment.errors import DeploymentError
from deployment.images import FUNCTIONS, deployed_digests, read_digests, variables
from tests.policy.configuration import REPO, blocks

DIGESTS = {image: f"sha256:{number:064x}" for number, image in enumerate(FUNCTIONS)}


def served(functions, standby=None):
    return {
        "served": {"functions": functions},
        "standby_served": None if standby is None else {"functions": standby},
    }


def test_an_environment_takes_each_image():
    asked = {
        name.removesuffix("_image_digest")
        for name, _ in blocks(REPO / "envs/staging", "variable")
        if name.endswith("_image_digest")
    }

    assert set(FUNCTIONS) == asked


def test_digests_are_read_and_told_to_terraform():
    digests = read_digests(json.dumps({**DIGESTS, "other": "x"}))

    assert digests == DIGESTS
    assert f"-var=batch_image_digest={DIGESTS['batch']}" in variables(digests)
    assert len(variables(digests)) == len(DIGESTS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        json.dumps({k: v for k, v in DIGESTS.items() if k != "batch"}),
        json.dumps({**DIGESTS, "batch": "latest"}),
        json.dumps({**DIGESTS, "batch": DIGESTS["batch"] + "\n"}),
    ],
)
def test_less_than_every_digest_is_refused(text):
    with pytest.raises(DeploymentError):
        read_digests(text)


def test_what_runs_is_known_from_the_outputs():
    functions = {
        function: {"image_digest": DIGESTS[image]}
        for image, function in FUNCTIONS.items()
    }

    of_failover = {"failover-step": functions.pop("failover-step")}

    assert deployed_digests(served(functions, of_failover)) == DIGESTS


def test_what_is_called_the_same_is_the_home_regions():
    functions = {
        function: {"image_digest": DIGESTS[image]}
        for image, function in FUNCTIONS.items()
    }
    other = {function: {"image_digest": "sha256:older"} for function in functions}

    assert deployed_digests(served(functions, other)) == DIGESTS


def test_one_region_runs_no_failover():
    functions = {
        function: {"image_digest": DIGESTS[image]}
        for image, function in FUNCTIONS.items()
        if image != "failover"
    }

    digests = deployed_digests(served(functions))

    assert DIGESTS.keys() - digests.keys() == {"failover"}
    assert len(variables(digests)) == len(DIGESTS) - 1


def test_every_image_but_the_failovers_runs_everywhere():
    functions = {
        function: {"image_digest": DIGESTS[image]}
        for image, function in FUNCTIONS.items()
        if image != "routing"
    }

    with pytest.raises(DeploymentError, match="IMAGE_DIGESTS"):
        deployed_digests(served(functions))


@pytest.mark.parametrize("outputs", [{}, served({})])
def test_before_the_first_apply_nothing_runs(outputs):
    with pytest.raises(DeploymentError, match="IMAGE_DIGESTS"):
        deployed_digests(outputs)
