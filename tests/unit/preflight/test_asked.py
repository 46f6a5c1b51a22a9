"""What options say, read strictly."""

import pytest

from preflight.asked import (
    AskedError,
    read_account,
    read_image,
    read_instances,
    read_region,
    read_repository,
)

URL = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/inferway/prediction"
DIGEST = "sha256:" + "0a" * 32


def test_an_image_says_where_it_is():
    image = read_image(f"{URL}@{DIGEST}")

    assert (image.account, image.region) == ("111111111111", "eu-west-1")
    assert (image.repository, image.digest) == ("inferway/prediction", DIGEST)
    assert str(image) == "inferway/prediction@sha256:0a0a0a0a0a0a"


@pytest.mark.parametrize(
    "text",
    [URL, f"{URL}:latest", f"{URL}@sha256:0a", f"public.ecr.aws/x/y@{DIGEST}", ""],
)
def test_an_image_is_named_by_its_digest(text):
    with pytest.raises(AskedError, match="by its digest"):
        read_image(text)


def test_instances_of_one_type_add_up():
    given = ["ml.m5.large=2", "ml.g5.xlarge=1", "ml.m5.large=3"]

    found = read_instances("--instances", given)

    assert found == {"ml.m5.large": 5, "ml.g5.xlarge": 1}


@pytest.mark.parametrize("text", ["ml.m5.large", "m5.large=1", "ml.m5.large=-1", "=1"])
def test_instances_have_a_type_and_a_count(text):
    with pytest.raises(AskedError, match=r"--transform .* is not of the form"):
        read_instances("--transform", [text])


@pytest.mark.parametrize(
    ("read", "right", "wrong"),
    [
        (read_account, "012345678901", ["1", "inferway", "01234567890a"]),
        (read_region, "ap-southeast-2", ["Ireland", "eu", "eu-west-1a", ""]),
        (read_repository, "owner/name", ["name", "a/b/c", "https://x/a/b", "a/"]),
    ],
)
def test_the_others_have_a_form(read, right, wrong):
    assert read(right) == right
    for text in wrong:
        with pytest.raises(AskedError):
            read(text)
