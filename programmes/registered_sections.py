"""Sections that apps to the right add to the pages of registers they do not own.

A risk's page shows what only an app to the right knows, such as clauses of contracts. It registers
in a module named ``register_sections.py``, found when the site starts. The sections of the
register itself stand first, then these in the order of the apps.
"""

from .register import Section

SECTIONS: dict[str, list[Section]] = {}


def add_section(register_name: str, section: Section) -> None:
    """Add a section to every row's page of the register with this name."""
    SECTIONS.setdefault(register_name, []).append(section)
