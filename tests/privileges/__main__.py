"""Merges what flows kept into the record, and writes docs/privileges.md.

`python -m tests.privileges [--whole] FOLDER`; `make privileges` runs the flows first.
With `--whole` the folder has every flow, and what the record knew before is forgotten.
"""

import argparse
from pathlib import Path

from tests.privileges.record import merge, read, uses, write
from tests.privileges.table import markdown

PAGE = Path(__file__).parents[2] / "docs/privileges.md"

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--whole", action="store_true")
    given = parser.parse_args()
    record = merge({} if given.whole else read(), given.folder)
    write(record)
    PAGE.write_text(markdown(uses(record)))
