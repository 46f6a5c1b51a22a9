"""Loads a model as the prediction image would, in an interpreter of its own.

Run by path with `python -I`, so that nothing of the caller is imported: not the
folder it stands in, not PYTHONPATH, not this package. Arguments: the model
directory, then the folders that hold `prediction` and the packages it shares.
Prints one JSON object: {"problem": null} or what is wrong.
"""

import importlib.abc
import importlib.machinery
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

# What can be imported in the image beside the standard library: the packages
# of requirements/prediction.txt and the code of ours that goes into it.
IMAGE_MODULES = frozenset(
    {
        "aws_lambda_powertools",
        "awslambdaric",
        "botocore",
        "cloudpickle",
        "dateutil",
        "functions",
        "gunicorn",
        "http_contract",
        "inferences",
        "jmespath",
        "joblib",
        "model_store",
        "narwhals",
        "numpy",
        "pandas",
        "prediction",
        "prices",
        "runtime_client",
        "scipy",
        "simplejson",
        "six",
        "sklearn",
        "snapshot_restore_py",
        "stopped_endpoints",
        "threadpoolctl",
        "typing_extensions",
        "urllib3",
    }
)

# Of the standard library as well, by a name that differs from build to build.
_BUILD_FACTS = "_sysconfigdata_"


class _ImageOnly(importlib.abc.MetaPathFinder):
    """Finds nothing itself, and keeps others from finding what the image lacks.

    An environment that a person develops in holds more than the image does,
    their own project among it.
    """

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the protocol of finders
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        top = fullname.partition(".")[0]
        if top in IMAGE_MODULES or top in sys.stdlib_module_names:
            return None
        if top.startswith(_BUILD_FACTS):
            return None
        message = f"No module named {fullname!r}"
        raise ModuleNotFoundError(message, name=fullname)


def main(arguments: Sequence[str]) -> None:
    """Check the model and print what is wrong."""
    folder, *code = arguments
    sys.meta_path.insert(0, _ImageOnly())
    sys.path[:0] = code
    sys.stdout.write(json.dumps(_check(Path(folder))))


def _check(folder: Path) -> dict[str, str | None]:
    # Found only now that the path is set.
    from model_store.errors import ModelRefusedError  # noqa: PLC0415
    from model_store.manifest import (  # noqa: PLC0415
        ARTEFACT_NAME,
        MANIFEST_NAME,
        Manifest,
    )
    from prediction.sklearn_model import load  # noqa: PLC0415

    try:
        manifest = Manifest.parse((folder / MANIFEST_NAME).read_bytes())
        load(manifest, (folder / ARTEFACT_NAME).read_bytes())
    except ModelRefusedError as error:
        return {"problem": str(error), "module": _missing_module(error)}
    return {"problem": None, "module": None}


def _missing_module(error: BaseException | None) -> str | None:
    while error is not None:
        if isinstance(error, ModuleNotFoundError):
            return error.name
        error = error.__cause__
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
