"""The caller's own pip settings, in the form that a build takes as secrets."""

import os
import re
import subprocess
import sys
from pathlib import Path

# Section (":env:" for variables), name and value of one line of the list.
_SETTING = re.compile(r"(?P<section>[^.]+)\.(?P<name>[a-z-]+)='(?P<value>.*)'")

# Where certificates lie is another place in the build, which gets them as a
# secret of their own.
_CERTIFICATES = ("cert", "client-cert")


def pip_secrets(folder: Path) -> list[str]:
    """Return build arguments that pass pip's index and certificates on.

    Args:
        folder: Where the secrets are written; the caller removes it.

    """
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    settings: dict[str, str] = {}
    certificates = os.environ.get("SSL_CERT_FILE", "")
    # Listed with those of the environment first; a file's do not undo them.
    for line in listed.splitlines():
        if found := _SETTING.fullmatch(line):
            if found["name"] == "cert":
                certificates = found["value"]
            if found["name"] not in _CERTIFICATES:
                settings.setdefault(found["name"], found["value"])
    lines = ["[global]"]
    for name, value in settings.items():
        # Values of several lines (find-links) are shown with "\n" in them.
        parts = value.replace("\\n", "\n").split()
        # A folder of this machine is none inside the build.
        kept = [part for part in parts if not part.startswith(("file:", "/"))]
        if kept:
            lines.append(f"{name} = {' '.join(kept)}")
    config = folder / "pip.conf"
    config.write_text("\n".join(lines) + "\n")
    arguments = ["--secret", f"id=pip_conf,src={config}"]
    if certificates and Path(certificates).is_file():
        arguments += ["--secret", f"id=ca,src={certificates}"]
    return arguments
