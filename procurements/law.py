"""Figures of the law that a procurement is checked against: one dated table with citations.

Minimum periods of LOU (2016:1145) chapter 11, as consolidated to SFS 2025:360. A change of the
law is a new row with its date; code asks ``minimum_days`` for the row in force and never holds a
figure of its own.
"""

from dataclasses import dataclass
from datetime import date

from .choices import ProcedureType

TENDERS, REQUESTS = "tenders", "requests"
NOTICE, INVITATION = "notice", "invitation"
STANDARD, ELECTRONIC = "standard", "electronic"
PRIOR_NOTICE, ACCELERATED, AGREED = "prior_notice", "accelerated", "agreed"

LOU_IN_FORCE = date(2017, 1, 1)


@dataclass(frozen=True)
class MinimumPeriod:
    """The least number of calendar days for tenders or for requests to take part.

    ``counted_from`` is the day the notice or the invitation was sent; that day is not counted
    (Regulation 1182/71, article 3). ``valid_until`` is the last day in force, None while it is.
    """

    procedure: str
    period: str
    ground: str
    days: int
    counted_from: str
    citation: str
    valid_from: date = LOU_IN_FORCE
    valid_until: date | None = None


_OPEN, _RESTRICTED = ProcedureType.OPEN, ProcedureType.RESTRICTED
_NEGOTIATED = ProcedureType.NEGOTIATED
_DIALOGUE, _INNOVATION = ProcedureType.DIALOGUE, ProcedureType.INNOVATION

MINIMUM_PERIODS: tuple[MinimumPeriod, ...] = (
    MinimumPeriod(_OPEN, TENDERS, STANDARD, 35, NOTICE, "LOU 11 kap. 2 §"),
    MinimumPeriod(_OPEN, TENDERS, ELECTRONIC, 30, NOTICE, "LOU 11 kap. 6 § 1"),
    MinimumPeriod(_OPEN, TENDERS, PRIOR_NOTICE, 15, NOTICE, "LOU 11 kap. 5 § 1"),
    MinimumPeriod(_OPEN, TENDERS, ACCELERATED, 15, NOTICE, "LOU 11 kap. 10 § 2"),
    MinimumPeriod(_RESTRICTED, REQUESTS, STANDARD, 30, NOTICE, "LOU 11 kap. 3 §"),
    MinimumPeriod(_RESTRICTED, REQUESTS, ACCELERATED, 15, NOTICE, "LOU 11 kap. 10 §"),
    MinimumPeriod(_RESTRICTED, TENDERS, STANDARD, 30, INVITATION, "LOU 11 kap. 3 § andra stycket"),
    MinimumPeriod(_RESTRICTED, TENDERS, ELECTRONIC, 25, INVITATION, "LOU 11 kap. 6 § 2"),
    MinimumPeriod(_RESTRICTED, TENDERS, PRIOR_NOTICE, 10, INVITATION, "LOU 11 kap. 5 § 2"),
    MinimumPeriod(_RESTRICTED, TENDERS, ACCELERATED, 10, INVITATION, "LOU 11 kap. 10 §"),
    MinimumPeriod(_RESTRICTED, TENDERS, AGREED, 10, INVITATION, "LOU 11 kap. 7 §"),
    MinimumPeriod(_NEGOTIATED, REQUESTS, STANDARD, 30, NOTICE, "LOU 11 kap. 3 §"),
    MinimumPeriod(_NEGOTIATED, REQUESTS, ACCELERATED, 15, NOTICE, "LOU 11 kap. 10 §"),
    MinimumPeriod(_NEGOTIATED, TENDERS, STANDARD, 30, INVITATION, "LOU 11 kap. 3 § andra stycket"),
    MinimumPeriod(_NEGOTIATED, TENDERS, ELECTRONIC, 25, INVITATION, "LOU 11 kap. 6 § 2"),
    MinimumPeriod(_NEGOTIATED, TENDERS, PRIOR_NOTICE, 10, INVITATION, "LOU 11 kap. 5 § 2"),
    MinimumPeriod(_NEGOTIATED, TENDERS, ACCELERATED, 10, INVITATION, "LOU 11 kap. 10 §"),
    MinimumPeriod(_NEGOTIATED, TENDERS, AGREED, 10, INVITATION, "LOU 11 kap. 7 §"),
    MinimumPeriod(_DIALOGUE, REQUESTS, STANDARD, 30, NOTICE, "LOU 11 kap. 3 §"),
    MinimumPeriod(_INNOVATION, REQUESTS, STANDARD, 30, NOTICE, "LOU 11 kap. 3 §"),
)

# Procedures whose award may only rest on best price-quality ratio, with the rule.
QUALITY_REQUIRED: dict[str, str] = {
    _DIALOGUE: "LOU 6 kap. 27 §",
    _INNOVATION: "LOU 6 kap. 38 §",
}


def minimum_days(
    procedure: str, *, period: str = TENDERS, ground: str = ELECTRONIC, on: date
) -> MinimumPeriod | None:
    """The minimum period in force on a day; None where the law sets none.

    ``ground`` is what the length rests on. Tenders are electronic unless said otherwise, since
    electronic communication is compulsory (LOU 12:1).
    """
    for row in MINIMUM_PERIODS:
        is_asked = (row.procedure, row.period, row.ground) == (procedure, period, ground)
        is_in_force = row.valid_from <= on and (row.valid_until is None or on <= row.valid_until)
        if is_asked and is_in_force:
            return row
    return None
