"""The RFI's questions about requirements: one a chapter, so that an answer takes hours, not weeks.

UHM advises to weigh the suppliers' effort. A question a requirement would be hundreds; one a
chapter asks what matters for the package: what is met today, what shuts suppliers out, what
drives cost.
"""

from dataclasses import dataclass

from .choices import ItemRole
from .document_content import Package
from .models import ProcurementRequirement


@dataclass(frozen=True)
class QuestionArea:
    """A chapter of requirements that a question is asked about."""

    title: str
    items: list[ProcurementRequirement]

    @property
    def mandatory_count(self) -> int:
        """How many of them are ska-krav in the draft."""
        return sum(item.role == ItemRole.MANDATORY for item in self.items)

    @property
    def codes(self) -> list[str]:
        """Codes of the requirements, in document order."""
        return [item.version.content["code"] for item in self.items]

    @property
    def code_range(self) -> str:
        """First to last code, or the one there is."""
        codes = self.codes
        return codes[0] if len(codes) == 1 else f"{codes[0]}–{codes[-1]}"


def questions_by_area(package: Package) -> list[QuestionArea]:
    """Requirements gathered under their outermost headings; those without one come last.

    Information rows ask for nothing and are left out.
    """
    by_key = {item.pk: item for item in package.items}
    areas: dict[int | None, QuestionArea] = {}
    for item in package.requirements:
        if item.role == ItemRole.INFORMATION:
            continue
        top = item
        while top.parent_id in by_key:
            top = by_key[top.parent_id]
        key = None if top is item else top.pk
        title = "" if key is None else top.version.content["title"]
        areas.setdefault(key, QuestionArea(title, [])).items.append(item)
    loose = areas.pop(None, None)
    return [*areas.values(), *([loose] if loose else [])]
