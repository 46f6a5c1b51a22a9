"""What checking a model costs a fresh interpreter, over trusting a pickle."""

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.pairs import Pair, in_turn
from benchmarks.trained import packaged_model

_CHECKED = """
import sys
from pathlib import Path
from model_store.manifest import ARTEFACT_NAME, MANIFEST_NAME, Manifest
from prediction.sklearn_model import load
folder = Path(sys.argv[1])
load(Manifest.parse((folder / MANIFEST_NAME).read_bytes()),
     (folder / ARTEFACT_NAME).read_bytes())
"""
_TRUSTED = """
import pickle
import sys
from pathlib import Path
pickle.loads((Path(sys.argv[1]) / "model.pkl").read_bytes())
"""
_RUNS = 7


def measure() -> Iterator[Pair]:
    """Compare starting with every check and starting with none."""
    folder = str(packaged_model())

    def start(code: str) -> None:
        subprocess.run([sys.executable, "-c", code, folder], check=True)

    yield in_turn(
        "start, load, check and answer the golden instances",
        lambda: start(_CHECKED),
        lambda: start(_TRUSTED),
        runs=_RUNS,
    )
