"""Images of functions that need no model: without its packages, and ready to start."""

import json

import pytest

from tests.support.base_image import PYTHON_MINOR
from tests.support.containers import Image
from tests.support.docker_engine import REPOSITORY
from tests.support.pip_settings import pip_secrets

pytestmark = pytest.mark.docker

FRONTS = {
    "auto_stop": {"front"},
    "routing": {"api_front", "step_front"},
    "batch": {"window_front", "results_front", "sweeper_front"},
    "failover": {"begin_front", "step_front"},
}


@pytest.fixture(scope="module", params=FRONTS)
def built(request, engine, base, tmp_path_factory):
    tag = f"inferway-{request.param}:test"
    engine.run(
        *("build", "--network", "host", "--progress", "plain"),
        *("--file", REPOSITORY / "lambdas" / request.param / "Dockerfile"),
        *("--build-arg", f"BASE_IMAGE={base}"),
        *("--build-arg", f"PYTHON_MINOR={PYTHON_MINOR}"),
        *pip_secrets(tmp_path_factory.mktemp("secrets")),
        *("--tag", tag, REPOSITORY),
    )
    return request.param, Image(engine=engine, tag=tag)


def test_it_has_nothing_of_a_model(built):
    _, image = built
    program = """
import importlib.util as u, json
names = ("numpy", "sklearn", "boto3", "prediction")
print(json.dumps([name for name in names if u.find_spec(name)]))
"""
    assert json.loads(image.python(program)) == []


def test_every_handler_is_there_and_compiles_nothing_when_it_starts(built):
    package, image = built
    program = f"""
import importlib, json, sys
import awslambdaric.bootstrap
refused = []
for front in {sorted(FRONTS[package])!r}:
    try:
        importlib.import_module("{package}." + front)
    except Exception as error:
        refused.append(type(error).__name__)
modules = [m for m in list(sys.modules.values()) if getattr(m, "__cached__", None)]
ours = [m.__cached__ for m in modules if "/var/task" in m.__cached__]
flags = [open(path, "rb").read(8)[4:] for path in ours]
print(json.dumps([refused, len(flags), all(f == bytes([1, 0, 0, 0]) for f in flags)]))
"""
    refused, modules, unchecked = json.loads(image.python(program))

    # For want of settings, which come last.
    assert refused == ["SettingsError"] * len(FRONTS[package])
    assert modules > 100
    assert unchecked


def test_it_is_run_by_the_first_of_its_handlers(built):
    package, image = built
    config = image.inspect()["Config"]

    assert config["Entrypoint"] == ["python3", "-m", "awslambdaric"]
    [handler] = config["Cmd"]
    module = handler.removesuffix(".handle")
    assert module.removeprefix(f"{package}.") in FRONTS[package]
