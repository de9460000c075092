"""What apps to the right add to the pages of registers they do not own.

A risk's page shows what only an app to the right knows, such as clauses of contracts, and the menu
of the goals leads to what is bought for them. They register in a module named
``register_sections.py``, found when the site starts. What is the register's own stands first, then
the rest in the order of the apps.
"""

from collections.abc import Sequence

from .register import REGISTERS, Link, Section

SECTIONS: dict[str, list[Section]] = {}
LINKS: dict[str, list[Link]] = {}


def add_section(register_name: str, section: Section) -> None:
    """Add a section to every row's page of the register with this name."""
    SECTIONS.setdefault(register_name, []).append(section)


def add_link(register_name: str, link: Link) -> None:
    """Add an entry to the menu of the register with this name, and to its block on *Styrning*."""
    LINKS.setdefault(register_name, []).append(link)


def links_of(register_name: str) -> Sequence[Link]:
    """The entries of a register's menu: its own, then those of apps to the right."""
    return [*REGISTERS[register_name].links, *LINKS.get(register_name, ())]
