"""What can stop a change to a procurement, as named errors whose text a procurer can act on."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


class ProcurementProblem(Exception):
    """A change that the rules do not allow; its text tells why and how to go on."""


class ProcurementLocked(ProcurementProblem):
    """The package is fixed by publication (LOU 16:6; substantial changes: LOU 11:8)."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Upphandlingen är publicerad. Krav, delkontrakt, tilldelningsplan och prisposter "
                "är låsta (LOU 16 kap. 6 §) och kan inte ändras."
            )
        )


class PackageProblem(ProcurementProblem):
    """Requirements cannot be put into the package, or changed there, as asked."""


class PlanProblem(ProcurementProblem):
    """A lot or its award plan cannot be changed as asked."""


class StateNotAllowed(ProcurementProblem):
    """The procurement is not in a state that the step can be taken from."""


class DeadlineNotPassed(ProcurementProblem):
    """Tenders may not be opened before the deadline has passed (LOU 12:10)."""


class TooFewOpeners(ProcurementProblem):
    """Tenders are opened by at least two persons together, and their names are kept (LOU 12:10)."""

    def __init__(self) -> None:
        super().__init__(_("Minst två personer ska öppna anbuden."))


@dataclass(frozen=True)
class Gap:
    """One thing that publication waits for, or that one should know before it.

    ``place`` is where it is mended: "facts", "lots", "plan", "prices" or "package"; the last three
    may concern one lot. ``is_blocking`` False is a warning.
    """

    text: str
    place: str
    lot_id: int | None = None
    law: str = ""
    is_blocking: bool = True


class NotPublishable(ProcurementProblem):
    """Something is missing before publication; ``gaps`` holds all of it."""

    def __init__(self, gaps: list[Gap]) -> None:
        self.gaps = gaps
        super().__init__(" ".join(gap.text for gap in gaps))
