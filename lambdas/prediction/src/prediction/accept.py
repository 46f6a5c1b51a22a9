"""Which form of an answer a client asks for (RFC 9110, 12.5.1)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from http_contract.errors import ErrorCode, RequestError
from http_contract.formats import Format, listed

# A token of HTTP, in lower case.
_WORD = r"[!#$%&'*+.^_`|~0-9a-z-]+"
_RANGE = re.compile(rf"({_WORD})/({_WORD})")
_PARAMETER = re.compile(rf'({_WORD})=({_WORD}|"(?:[^"\\]|\\.)*")')
_WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
# A quoted parameter may hold the separators.
_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*+"?)+')
_PART = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*+"?)+')


@dataclass(frozen=True, kw_only=True)
class _Range:
    type: str
    subtype: str
    # Whether it names a parameter that no answer of ours has.
    narrower: bool
    weight: float

    def covers(self, form: Format) -> bool:
        kind, _, subtype = form.partition("/")
        return (
            not self.narrower
            and self.type in ("*", kind)
            and self.subtype in ("*", subtype)
        )

    @property
    def precedence(self) -> int:
        """The more is named, the more it counts."""
        return (self.type != "*") + (self.subtype != "*")


def answer_format(
    accept: str | None, given: Format, offered: Sequence[Format]
) -> Format:
    """Return the form that an answer gets.

    Args:
        accept: The header's value; None or empty if there was none.
        given: The request's form: the answer's too, where the client asks for
            none or likes others as much.
        offered: What the front can give, the best first.

    Raises:
        RequestError: not_acceptable: the client takes none of them. A header
            that is no list of media ranges names none.

    """
    if accept is None or not accept.strip():
        return given
    ranges = list(_ranges(accept.lower()))
    # Stable: where two weigh the same, the first stays the first.
    best = max((given, *offered), key=lambda form: _weight(form, ranges))
    if _weight(best, ranges) == 0:
        message = f"Send Accept: {listed(offered)}, or none."
        raise RequestError(ErrorCode.NOT_ACCEPTABLE, message)
    return best


def _weight(form: Format, ranges: Sequence[_Range]) -> float:
    covering = [found for found in ranges if found.covers(form)]
    if not covering:
        return 0
    most = max(found.precedence for found in covering)
    return max(found.weight for found in covering if found.precedence == most)


def _ranges(accept: str) -> Iterator[_Range]:
    for element in _ELEMENT.findall(accept):
        parts = [part.strip() for part in _PART.findall(element)]
        found = _RANGE.fullmatch(parts[0]) if parts else None
        if found is None or (found[1] == "*" and found[2] != "*"):
            continue
        parameters = [_PARAMETER.fullmatch(part) for part in parts[1:] if part]
        read = _read_parameters(parameters)
        if read is not None:
            weight, narrower = read
            yield _Range(
                type=found[1], subtype=found[2], narrower=narrower, weight=weight
            )


def _read_parameters(
    parameters: Sequence[re.Match[str] | None],
) -> tuple[float, bool] | None:
    """Return the weight, and whether it is narrower; None for what is none."""
    narrower = False
    for named in parameters:
        if named is None:
            return None
        name, value = named.groups()
        if name == "q":
            # What follows belongs to an extension that HTTP has given up.
            return (float(value), narrower) if _WEIGHT.fullmatch(value) else None
        if (name, value.strip('"')) != ("charset", "utf-8"):
            narrower = True
    return 1.0, narrower
