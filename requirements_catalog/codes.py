"""Codes of requirements: unique in a catalogue for ever, suggested by the neighbours' pattern."""

import re

from .models import Catalogue, Requirement

_ENDS_IN_NUMBER = re.compile(r"^(.*?)(\d+)$", re.DOTALL)


def is_taken(catalogue: Catalogue, code: str, *, apart_from: int | None = None) -> bool:
    """Whether another row of the catalogue has the code, or has ever had it.

    A code that was once printed in a document must never come to mean something else.
    """
    now = catalogue.requirements.filter(code=code).exclude(pk=apart_from)
    before = Requirement.history.filter(catalogue=catalogue.pk, code=code).exclude(id=apart_from)
    return now.exists() or before.exists()


def next_code(neighbour: Requirement | None) -> str:
    """The first free code after the neighbours' pattern: INT-014 gives INT-015; "" without one."""
    match = _ENDS_IN_NUMBER.match(neighbour.code) if neighbour else None
    if not neighbour or not match:
        return ""
    prefix, digits = match.groups()
    used = {
        *neighbour.catalogue.requirements.filter(code__startswith=prefix).values_list(
            "code", flat=True
        ),
        *Requirement.history.filter(
            catalogue=neighbour.catalogue_id, code__startswith=prefix
        ).values_list("code", flat=True),
    }
    tails = (code[len(prefix) :] for code in used)
    last = max((int(tail) for tail in tails if tail.isdecimal()), default=int(digits))
    return f"{prefix}{last + 1:0{len(digits)}d}"


class FreeCodes:
    """Codes for many new rows of one catalogue, after a pattern as ``next_code``; two queries."""

    def __init__(self, catalogue: Catalogue) -> None:
        history = Requirement.history.filter(catalogue=catalogue.pk)
        self._used = {
            *catalogue.requirements.values_list("code", flat=True),
            *history.order_by().values_list("code", flat=True).distinct(),
        }
        self._last: dict[str, int] = {}

    def is_free(self, code: str) -> bool:
        """Whether no row has or has had the code, and none was given it here."""
        return code not in self._used

    def take(self, code: str) -> str:
        """Keep this code for a new row."""
        self._used.add(code)
        return code

    def take_after(self, pattern: str) -> str:
        """The next code after the pattern's numbers, kept for a new row; "" without a number."""
        match = _ENDS_IN_NUMBER.match(pattern)
        if not match:
            return ""
        prefix, digits = match.groups()
        if prefix not in self._last:
            tails = (code[len(prefix) :] for code in self._used if code.startswith(prefix))
            known = (int(tail) for tail in tails if tail.isdecimal())
            self._last[prefix] = max(known, default=int(digits))
        self._last[prefix] += 1
        return self.take(f"{prefix}{self._last[prefix]:0{len(digits)}d}")


def neighbour_of_new(
    catalogue: Catalogue, parent: Requirement | None, after: Requirement | None
) -> Requirement | None:
    """The requirement whose code a new row's should follow: the one before, or the last before."""
    rows = catalogue.requirements.filter(is_heading=False).exclude(code="")
    if after and not after.is_heading and after.code:
        return after
    if parent:
        own = rows.filter(parent=parent).order_by("-position").first()
        if own:
            return own
        rows = rows.filter(position__lt=parent.position)
    return rows.order_by("-position").first()
