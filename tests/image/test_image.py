"""What is in the image, and what is not."""

import json

import pytest

pytestmark = pytest.mark.docker


def test_it_is_a_function_and_a_container(image):
    config = image.inspect()["Config"]

    assert config["Cmd"] == ["prediction.lambda_front.handle"]
    assert config["Entrypoint"] == ["/var/task/entrypoint.sh"]
    assert "OMP_NUM_THREADS=1" in config["Env"]
    label = "com.amazonaws.sagemaker.capabilities.accept-bind-to-port"
    assert config["Labels"][label] == "true"


def test_secrets_of_the_build_are_not_in_it(image):
    found = image.python(
        "from pathlib import Path\n"
        "print([str(p) for p in Path('/run').rglob('*') if 'secrets' in str(p)],"
        " [str(p) for p in Path('/').glob('build')])"
    )

    assert found.split() == ["[]", "[]"]


def test_a_front_compiles_nothing_when_it_starts(image):
    """Every module comes with bytecode that is never held against its source."""
    program = """
import json, sys
import sklearn.linear_model, pandas, botocore.session, gunicorn.app.base
import prediction.lambda_handler, prediction.sagemaker_front, awslambdaric.bootstrap
modules = [m for m in list(sys.modules.values()) if getattr(m, '__cached__', None)]
missing, checked = [], []
for module in modules:
    try:
        flags = open(module.__cached__, 'rb').read(8)[4:]
    except OSError:
        missing.append(module.__name__)
    else:
        if '/var/task' in module.__cached__ and flags != b'\\1\\0\\0\\0':
            checked.append(module.__name__)
print(json.dumps([len(modules), missing, checked]))
"""
    count, missing, checked = json.loads(image.python(program))

    assert count > 1000
    assert missing == []
    assert checked == []


def test_what_serving_never_reads_is_pruned(image):
    program = """
import json
from pathlib import Path
task = Path('/var/task')
print(json.dumps({
    'tests': [str(p) for p in task.rglob('tests')],
    'stubs': [str(p) for p in task.rglob('*.pyi')],
    'services': sorted(p.name for p in task.glob('botocore/data/*') if p.is_dir()),
    'libs': sorted(p.name for p in task.glob('*.libs')),
}))
"""
    assert json.loads(image.python(program)) == {
        "tests": [],
        "stubs": [],
        "services": ["s3"],
        "libs": ["numpy.libs", "scikit_learn.libs", "scipy.libs"],
    }


def test_its_size(image, record_property):
    """Far under Lambda's 10 GB; the number is for who reads the report."""
    megabytes = image.inspect()["Size"] / 1e6
    record_property("image_megabytes", round(megabytes))

    assert megabytes < 1000
