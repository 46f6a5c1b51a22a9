"""Images of code folders: what they are, and how they come into ECR."""

import hashlib
import json

import pytest

from local_aws.dockerfile import read_dockerfile
from local_aws.image_content import ImagePushError
from local_aws.images import push_process_image
from tests.support.served import REGION

DOCKERFILE = 'FROM base\nENV A=1\nCMD ["app.handle"]\n'


@pytest.fixture
def push(served, tmp_path):
    served.client("ecr").create_repository(
        repositoryName=f"pushed/{tmp_path.name}", imageTagMutability="IMMUTABLE"
    )
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one / "package", two):
        folder.mkdir(parents=True)
    (one / "package" / "module.py").write_text("A = 1\n")
    (two / "app.py").write_text("def handle(event, context): return event\n")
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "lock").write_text("x==1\n")

    def push(tag, **changes):
        return push_process_image(
            served.local,
            **{
                "repository": f"pushed/{tmp_path.name}",
                "tag": tag,
                "dockerfile": tmp_path / "Dockerfile",
                "sources": [one, two],
                "lock": tmp_path / "lock",
                "region": REGION,
                **changes,
            },
        )

    return push


def test_the_digest_is_the_content_s(push, tmp_path):
    first = push("a")
    assert push("a") == first
    assert push("b", sources=[tmp_path / "two", tmp_path / "one"]) == first
    cache = tmp_path / "one" / "__pycache__"
    cache.mkdir()
    (cache / "module.pyc").write_bytes(b"x")
    assert push("a") == first
    digests = {first}
    for changed, line in (
        ("one/package/module.py", "B = 2"),
        ("lock", "y==1"),
        ("Dockerfile", "ENV B=2"),
    ):
        with (tmp_path / changed).open("a") as file:
            file.write(f"{line}\n")
        digests.add(push(f"with-{len(digests)}"))
    assert len(digests) == 4


def test_ecr_shows_the_image_and_its_manifest(push, served, tmp_path):
    digest = push("a")
    ecr = served.client("ecr")
    repository = f"pushed/{tmp_path.name}"
    (shown,) = ecr.describe_images(repositoryName=repository)["imageDetails"]
    assert (shown["imageDigest"], shown["imageTags"]) == (digest, ["a"])
    (image,) = ecr.batch_get_image(
        repositoryName=repository, imageIds=[{"imageDigest": digest}]
    )["images"]
    manifest = image["imageManifest"]
    assert f"sha256:{hashlib.sha256(manifest.encode()).hexdigest()}" == digest
    document = json.loads(manifest)
    assert document["mediaType"] == "application/vnd.oci.image.manifest.v1+json"
    assert document["layers"][0]["size"] > 0


def test_the_task_root_has_all_sources_and_their_bytecode(push, served):
    place = served.local.state_dir / "images" / push("a").removeprefix("sha256:")
    names = {
        path.relative_to(place / "task").as_posix() for path in place.rglob("*.py")
    }
    assert names == {"app.py", "package/module.py"}
    assert len(list(place.rglob("*.pyc"))) == 2
    record = json.loads((place / "image.json").read_text())
    assert record["command"] == ["app.handle"]
    assert record["environment"] == {"A": "1"}


def test_a_tag_that_may_not_move_is_refused_by_name(push, tmp_path):
    push("a")
    (tmp_path / "lock").write_text("x==2\n")
    with pytest.raises(ImagePushError, match="push under a new tag"):
        push("a")


def test_sources_that_disagree_are_refused(push, tmp_path):
    (tmp_path / "one" / "app.py").write_text("other")
    with pytest.raises(ImagePushError, match=r"one/app\.py and .*two/app\.py"):
        push("a")


def test_a_source_that_is_not_there_is_refused(push, tmp_path):
    with pytest.raises(ImagePushError, match="no folder of code"):
        push("a", sources=[tmp_path / "three"])


def test_the_last_stage_of_a_dockerfile_counts(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_text(
        """
ARG BASE=public/base
FROM ${BASE} AS build
ENV LOST=1
CMD ["lost.handle"]
FROM ${BASE}
# ENV COMMENTED=1
ARG LEVEL=info
ENV LAMBDA_TASK_ROOT=/var/task \\
    PYTHONPATH=/var/task \\
    # a comment in between
    QUOTED="two words" LEVEL_OF=$LEVEL-${LEVEL}
ENV OLD the rest of it
CMD ["first.handle"]
CMD ["app.handle", "more"]
"""
    )
    instructions = read_dockerfile(path)
    assert instructions.command == ("app.handle", "more")
    assert instructions.environment == {
        "LAMBDA_TASK_ROOT": "/var/task",
        "QUOTED": "two words",
        "LEVEL_OF": "info-info",
        "OLD": "the rest of it",
    }


@pytest.mark.parametrize("last", ["", "CMD app.handle", "CMD [1]"])
def test_a_dockerfile_needs_a_command_in_exec_form(tmp_path, last):
    path = tmp_path / "Dockerfile"
    path.write_text(f"FROM base\n{last}\n")
    with pytest.raises(ValueError, match="CMD"):
        read_dockerfile(path)
