"""Pages that apps to the right add to the tabs of a procurement.

An app registers in a module named ``procurement_pages.py``, found when the site starts.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProcurementPage:
    """A tab: its label, the address (of programme and procurement) and its name as ``tab``."""

    label: str
    url_name: str
    tab: str


PAGES: list[ProcurementPage] = []


def register(page: ProcurementPage) -> None:
    """Add a tab, after those of the procurement itself and before its log."""
    PAGES.append(page)
