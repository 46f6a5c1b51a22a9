"""Last writer wins: which of two writes of one item stays, in every Region.

Each item of each replica is as new as its last write. A write that arrives from
another Region takes the item's place if it is newer, and is nothing otherwise:
whatever the order in which writes arrive, all replicas end alike.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True, order=True, kw_only=True)
class Stamp:
    """When an item was written.

    Attributes:
        moment: A number that grows from write to write, of all Regions: their
            clocks agree here.

    """

    moment: int


NEVER = Stamp(moment=0)


class Writers:
    """When each item of each replica of one table was written last.

    What was deleted is remembered too: an older write is not to bring it back.
    """

    def __init__(self) -> None:
        """Start with nothing written."""
        self._moments = count(1)
        self._stamps: Mapping[str, dict[str, Stamp]] = defaultdict(dict)

    def write(self, region: str, key: str) -> Stamp:
        """Note a write of an item in a Region; return its stamp."""
        stamp = Stamp(moment=next(self._moments))
        self._stamps[region][key] = stamp
        return stamp

    def arrive(self, region: str, key: str, stamp: Stamp) -> bool:
        """Tell whether a write from another Region wins; then note it."""
        if stamp <= self._stamps[region].get(key, NEVER):
            return False
        self._stamps[region][key] = stamp
        return True

    def copy(self, source: str, destination: str) -> None:
        """Let a new replica be as new as the one it was made from."""
        self._stamps[destination].clear()
        self._stamps[destination].update(self._stamps[source])

    def forget(self, region: str) -> None:
        """Forget a replica that is no more."""
        self._stamps[region].clear()
