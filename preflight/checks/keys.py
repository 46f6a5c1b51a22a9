"""Whether clients get into the second Region with the key that they have."""

from collections.abc import Iterator, Mapping

from preflight.findings import Finding, good, warning

CHECK = "api keys"
_COPY = "`inferway keys copy --outputs FILE`."
_FOUND = {
    "missing": ("has a key at home that does not let in at the standby", _COPY),
    "stale": ("gets into the standby with a key that home has not", _COPY),
    "no-key-at-home": (
        "has no enabled key at home",
        "Enable or make one, then `inferway keys copy`.",
    ),
    "no-plan": (
        "has a usage plan in one Region alone",
        "Apply the environment in both.",
    ),
}


def judge(states: Mapping[str, str]) -> Iterator[Finding]:
    """Yield which clients' keys differ.

    Args:
        states: By client: "same", or a key of _FOUND.

    """
    wrong = {client: state for client, state in states.items() if state != "same"}
    for client, state in sorted(wrong.items()):
        said, mend = _FOUND[state]
        yield warning(CHECK, f"{client} {said}.", mend)
    if not wrong:
        yield good(CHECK, f"{len(states)} client(s) have one key in both Regions.")
