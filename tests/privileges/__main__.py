"""Merges what flows kept into the record, and writes docs/privileges.md.

`python -m tests.privileges FOLDER`; `make privileges` runs the flows first.
"""

import sys
from pathlib import Path

from tests.privileges.record import merge, read, uses, write
from tests.privileges.table import markdown

PAGE = Path(__file__).parents[2] / "docs/privileges.md"

if __name__ == "__main__":
    record = merge(read(), Path(sys.argv[1]))
    write(record)
    PAGE.write_text(markdown(uses(record)))
