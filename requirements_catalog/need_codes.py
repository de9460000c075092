"""Codes of needs: once in a programme for ever, given by the next free number."""

import re

from programmes.models import Programme

from .models import Need

FIRST = "BEH-001"
_NUMBERED = re.compile(r"^(.*?)(\d{1,9})$", re.DOTALL)


def used_codes(programme: Programme) -> set[str]:
    """Codes that needs of the programme have or have had; two queries."""
    before = Need.history.filter(programme_id=programme.pk).order_by()
    return {
        *programme.needs.values_list("code", flat=True),
        *before.values_list("code", flat=True).distinct(),
    }


def free_codes(programme: Programme, count: int, taken: set[str] | None = None) -> list[str]:
    """The next codes after the pattern of the need that was made last: BEH-014 gives BEH-015.

    ``taken`` are codes that are about to be used besides those that are.
    """
    used = used_codes(programme) | (taken or set())
    newest = programme.needs.order_by("-pk").values_list("code", flat=True)
    last = next((code for code in newest[:200] if _NUMBERED.match(code)), None)
    match = _NUMBERED.match(last or FIRST)
    assert match is not None
    prefix, digits = match.groups()
    tails = [code[len(prefix) :] for code in used if code.startswith(prefix)]
    highest = max((int(tail) for tail in tails if re.fullmatch(r"\d{1,9}", tail)), default=0)
    width = len(digits)
    return [f"{prefix}{highest + step:0{width}d}" for step in range(1, count + 1)]
