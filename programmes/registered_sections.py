"""What apps to the right show on the pages of registers' rows.

A register cannot know of those who come after it, so they come to it: in a module named
``register_sections.py``, found when the site starts. Their sections stand after its own.
"""

from .register import Section

SECTIONS: dict[str, list[Section]] = {}


def add_section(register_name: str, section: Section) -> None:
    """Show a section on the page of every row of a register."""
    SECTIONS.setdefault(register_name, []).append(section)
