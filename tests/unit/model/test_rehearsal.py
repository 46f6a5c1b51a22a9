"""The fresh interpreter: it has what the image has, and nothing else."""

import importlib.metadata
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from sklearn.dummy import DummyRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from model.errors import PackagingError
from model.fresh import IMAGE_MODULES
from model.package import package

REPO = Path(__file__).parents[3]
LOCK = REPO / "requirements/prediction.txt"
# What the Dockerfile copies.
OURS = {
    package.parent.name
    for source in ("common", "prediction")
    for package in (REPO / "lambdas" / source / "src").glob("*/__init__.py")
}
ROWS = [[1.0], [2.0]]


def test_the_image_modules_are_those_of_the_images_lock():
    # Less what the lock has for other systems than the image's.
    locked = {
        _normal(requirement.name)
        for line in re.findall(r"^[\w.-]+==[^\\\n]+", LOCK.read_text(), re.MULTILINE)
        if (requirement := Requirement(line)).marker is None
        or requirement.marker.evaluate()
    }
    found = set()
    for module, packages in importlib.metadata.packages_distributions().items():
        public = module.isidentifier() and not module.startswith("_")
        if public and {_normal(name) for name in packages} & locked:
            found.add(module)

    assert len(locked) > 10
    assert len(OURS) > 1
    assert found | OURS == IMAGE_MODULES


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pipeline_with(function):
    step = FunctionTransformer(function)
    return make_pipeline(step, DummyRegressor()).fit(ROWS, [1.0, 2.0])


def packaged(tmp_path, estimator):
    return package(
        estimator, name="m", kind="tabular", examples=ROWS, out=tmp_path / "m"
    )


def test_a_package_that_the_image_lacks_is_named(tmp_path):
    def needs_matplotlib(rows):
        import matplotlib.colors  # noqa: PLC0415 - as a person's function might

        return rows if matplotlib.colors else None

    with pytest.raises(PackagingError, match="needs module 'matplotlib'"):
        packaged(tmp_path, pipeline_with(needs_matplotlib))

    assert not (tmp_path / "m").exists()


def test_this_project_is_no_part_of_the_image(tmp_path):
    def needs_us(rows):
        import model.names  # noqa: PLC0415 - as a person's function might

        return rows if model.names else None

    with pytest.raises(PackagingError, match="needs module 'model'"):
        packaged(tmp_path, pipeline_with(needs_us))


def test_a_model_that_finds_something_only_here_is_refused(tmp_path):
    def needs_this_process(rows):
        import sys  # noqa: PLC0415 - as a person's function might

        return rows if "pytest" in sys.modules else rows["nothing"]

    with pytest.raises(PackagingError, match=r"in a fresh interpreter.*IndexError"):
        packaged(tmp_path, pipeline_with(needs_this_process))


def test_a_model_that_brings_the_interpreter_down_is_refused(tmp_path):
    def ends_it(rows):
        import os  # noqa: PLC0415 - as a person's function might
        import sys  # noqa: PLC0415

        if "pytest" not in sys.modules:
            os._exit(7)
        return rows

    with pytest.raises(PackagingError, match=r"exit code 7"):
        packaged(tmp_path, pipeline_with(ends_it))


def test_what_a_model_prints_does_not_disturb_the_answer(tmp_path):
    def talks(rows):
        print("{")  # noqa: T201 - as a person's function might
        return rows

    assert packaged(tmp_path, pipeline_with(talks)).golden.predictions == (1.5, 1.5)
