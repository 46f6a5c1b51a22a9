"""What images are made of is pinned, known, and does not run as root."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.support import containers

REPO = Path(__file__).parents[2]
DOCKERFILES = sorted(REPO.glob("lambdas/*/Dockerfile"))
LOCKS = sorted((REPO / "requirements").glob("*.txt"))
MAKEFILE = (REPO / "Makefile").read_text()
SECURITY = (REPO / "SECURITY.md").read_text()


def instructions(dockerfile: Path) -> list[str]:
    """Return the instructions, each on one line."""
    code = re.sub(r"^#.*\n", "", dockerfile.read_text(), flags=re.MULTILINE)
    return [line for line in code.replace("\\\n", " ").splitlines() if line.strip()]


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda d: d.parent.name)
def test_an_image_is_made_of_what_its_lock_names(dockerfile):
    written = instructions(dockerfile)
    [install] = [line for line in written if "pip install" in line]
    copied = " ".join(line for line in written if line.startswith("COPY"))

    assert "--require-hashes" in install
    assert "--only-binary=:all:" in install
    assert f"requirements/{dockerfile.parent.name}.txt" in copied
    # Nothing is fetched that no lock knows, and nothing of a build stays: secrets are
    # mounted, and what was installed is copied out of another stage.
    assert not [line for line in written if line.startswith("ADD")]
    assert not [line for line in written if re.search(r"\b(curl|wget|dnf|apt)\b", line)]
    assert written[-1].startswith("CMD")
    assert "pip install" not in "".join(
        written[max(i for i, line in enumerate(written) if line.startswith("FROM")) :]
    )


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda d: d.parent.name)
def test_an_image_asks_for_no_root(dockerfile):
    written = instructions(dockerfile)

    # Lambda runs it as a user of its own; root's would be asked for.
    assert not [line for line in written if re.match(r"USER (0|root)\b", line)]
    assert not [
        line for line in written if re.search(r"\b(sudo|setuid|chmod .*s)\b", line)
    ]


def test_containers_are_tried_without_rights_and_without_a_disk():
    options = " ".join(str(option) for option in containers.CONFINED)

    assert "--read-only" in options
    assert "--cap-drop ALL" in options
    assert "no-new-privileges" in options
    assert re.search(r"--user [1-9]\d*:[1-9]\d*", options)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_names_one_release_of_each_and_its_hashes(lock):
    requirements = re.split(r"\n(?=\S)", lock.read_text().strip())

    assert requirements
    for requirement in requirements:
        assert re.match(r"[\w.\[\],-]+==\S+", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement
    assert "index-url" not in lock.read_text()


def test_each_image_is_built_audited_and_has_a_bill_of_materials():
    [images] = re.findall(r"^IMAGES := (.*)$", MAKEFILE, re.MULTILINE)
    told = subprocess.run(
        ["make", "--dry-run", "-o", ".venv-audit/.done", "sbom"],
        cwd=REPO,
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert set(images.split()) == {d.parent.name for d in DOCKERFILES}
    assert {f"{image}.txt" for image in images.split()} <= {lock.name for lock in LOCKS}
    assert f"for image in {images}" in told
    assert "dist/sbom/$image.cdx.json requirements/$image.txt" in told


@pytest.mark.parametrize(
    "said",
    [
        "write to the model store",
        "holds an API key",
        "read a state",
        "a pickle is code",
        "bill of materials",
        "read-only",
        "Updates wait a week",
    ],
)
def test_the_threat_model_says(said):
    assert said.lower() in " ".join(SECURITY.split()).lower()
