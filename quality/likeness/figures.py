"""Figures of a requirement with their unit and what they measure: 99,5 % availability, 4 hours.

Only figures that bind are read: a number with a unit that can be compared. "Kapitel 4" and
"ISO 27001" have none.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

PERCENT, TIME, DATA, COUNT = "percent", "time", "data", "count"
_SECOND, _HOUR, _DAY = Fraction(1), Fraction(3600), Fraction(86_400)
# Words for units: what they measure, and how many of the smallest of its kind. A month is 30 days
# and a year 365: figures that differ by less than that are written in the same unit.
UNITS: dict[str, tuple[str, Fraction]] = {
    "%": (PERCENT, Fraction(1)),
    "procent": (PERCENT, Fraction(1)),
    **dict.fromkeys(("ms", "millisekund", "millisekunder"), (TIME, Fraction(1, 1000))),
    **dict.fromkeys(("s", "sek", "sekund", "sekunder", "sekunders"), (TIME, _SECOND)),
    **dict.fromkeys(("min", "minut", "minuter", "minuters"), (TIME, _SECOND * 60)),
    **dict.fromkeys(("h", "tim", "timme", "timmar", "timmars"), (TIME, _HOUR)),
    **dict.fromkeys(("dygn", "dygns", "dag", "dagar", "dagars"), (TIME, _DAY)),
    **dict.fromkeys(("vecka", "veckor", "veckors"), (TIME, _DAY * 7)),
    **dict.fromkeys(("månad", "månader", "månaders"), (TIME, _DAY * 30)),
    **dict.fromkeys(("år", "års"), (TIME, _DAY * 365)),
    "kb": (DATA, Fraction(1, 1000)),
    "mb": (DATA, Fraction(1)),
    "gb": (DATA, Fraction(1000)),
    "tb": (DATA, Fraction(1_000_000)),
    **dict.fromkeys(("användare", "samtidiga användare"), (COUNT, Fraction(1))),
}
# Working days and calendar days do not compare.
_UNCOMPARED = ("arbetsdag", "vardag", "helgfri")
_NUMBER_WORDS = {
    "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8,
    "nio": 9, "tio": 10, "tolv": 12,
}  # fmt: skip
_FIGURE = re.compile(
    r"(?<![\w.,/-])(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?|"
    + "|".join(_NUMBER_WORDS)
    + r")(?:[ \u00a0]|-)?(?P<unit>"
    + "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
    + r")(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it was written, what kind of thing it measures, and its size in that kind.

    ``size`` is exact: per cent, seconds, megabytes or how many.
    """

    written: str
    kind: str
    size: Fraction
    start: int

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.written)


def figures(text: str) -> list[Figure]:
    """Every figure of a text in order."""
    return [
        Figure(match[0], kind, _number(match["number"]) * factor, match.start())
        for match in _FIGURE.finditer(text)
        for kind, factor in [UNITS[match["unit"].lower()]]
        if not text[match.end() :].lstrip().lower().startswith(_UNCOMPARED)
    ]


def _number(written: str) -> Fraction:
    if (word := written.lower()) in _NUMBER_WORDS:
        return Fraction(_NUMBER_WORDS[word])
    plain = re.sub(r"[ \u00a0\u202f]", "", written).replace(",", ".")
    return Fraction(Decimal(plain))
