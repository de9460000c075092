"""What apps to the right tell of a programme's time: lanes of the timeline, links of the chain.

They know of procurements and contracts; they add theirs in a module named ``steering_parts.py``,
found when the site starts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from programmes.models import Programme
from programmes.roles import Permission


@dataclass(frozen=True)
class LaneEvent:
    """A day of something that another app keeps, with the address of its page."""

    title: str
    day: date
    url: str
    is_done: bool = False
    note: str = ""


@dataclass(frozen=True)
class LaneSource:
    """A lane of the timeline, for those who hold the permission; its events in fixed queries."""

    name: str
    label: str
    needs: Permission
    events: Callable[[Programme, date], Sequence[LaneEvent]]


@dataclass(frozen=True)
class ChainLinks:
    """What stands in the tool of each procurement of the chain: its key → (name, address)s."""

    needs: Permission
    links: Callable[[Programme], Mapping[int, Sequence[tuple[str, str]]]]


LANES: dict[str, LaneSource] = {}
CHAIN_LINKS: list[ChainLinks] = []


def register_lane(source: LaneSource) -> None:
    """Add a lane to the timeline."""
    LANES[source.name] = source


def register_chain_links(source: ChainLinks) -> None:
    """Tell of procurements in the tool that have a place in the chain."""
    CHAIN_LINKS.append(source)
