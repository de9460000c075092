"""What the documents say about a procurement, read from its frozen rows.

Requirements come from ``item.version.content`` only: the document shows what was frozen into the
package, whatever has been edited in the catalogue since.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.canonical import digest
from common.markdown import text_html
from common.numbers import format_number
from requirements_catalog.choices import AnswerFormat, Phase

from .choices import ItemRole
from .models import Lot, Procurement, ProcurementRequirement

DEEPEST_HEADING = 6


@dataclass
class DocumentRow:
    """A heading or a requirement as the document shows it."""

    is_heading: bool
    level: int
    title: str
    text_html: SafeString
    code: str = ""
    anchor: str = ""
    role: str = ""
    role_label: str = ""
    terms: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    length: int = 0

    @property
    def is_short(self) -> bool:
        """Whether the block is kept on one page: about a third of a page at most."""
        return self.length < 1100

    @property
    def has_long_code(self) -> bool:
        """Whether the code may be wider than the margin column and has to wrap in it."""
        return len(self.code) > 12


@dataclass
class RequirementGroup:
    """The requirements of a lot, or those common to several, under a heading of their own."""

    title: str
    lot: Lot | None
    rows: list[DocumentRow] = field(default_factory=list)


@dataclass(frozen=True)
class Package:
    """Everything a document needs to know of the requirements; read in five queries."""

    lots: list[Lot]
    items: list[ProcurementRequirement]

    @property
    def requirements(self) -> list[ProcurementRequirement]:
        """The items that are not headings, in document order."""
        return [item for item in self.items if item.role != ItemRole.HEADING]

    @property
    def digest(self) -> str:
        """SHA-256 over every requirement's frozen text, role, points and lots, in order."""
        return digest(
            [
                {
                    "version": item.version.digest,
                    "role": item.role,
                    "lots": sorted(lot.number for lot in item.lots.all()),
                    "points": format_number(item.max_points, 3),
                    "criterion": item.criterion.key if item.criterion else "",
                }
                for item in self.items
            ]
        )

    def count(self, role: str, lot: Lot | None = None) -> int:
        """How many requirements of a role there are, in all or for one lot."""
        return sum(
            item.role == role and (lot is None or item.applies_to([lot])) for item in self.items
        )


def read_package(procurement: Procurement) -> Package:
    """Lots with plans and items with frozen text, each in the order of the document."""
    return Package(
        lots=list(procurement.lots.with_plan().order_by("number")),
        items=list(procurement.items.in_order().with_content()),
    )


def requirement_groups(package: Package, *, level: int) -> list[RequirementGroup]:
    """Requirements under their headings; divided by lot when the procurement has several.

    ``level`` is that of the groups' headings; with one group the headings inside take its place.
    """
    if len(package.lots) < 2:
        return [RequirementGroup("", None, _rows(package, package.requirements, level))]
    common = RequirementGroup(_("Krav för flera delkontrakt"), None)
    groups = [common, *(RequirementGroup(_lot_title(lot), lot) for lot in package.lots)]
    members: dict[int | None, list[ProcurementRequirement]] = defaultdict(list)
    for item in package.requirements:
        lots = item.lots.all()
        members[lots[0].pk if len(lots) == 1 else None].append(item)
    for group in groups:
        chosen = members[group.lot.pk if group.lot else None]
        group.rows = _rows(package, chosen, level + 1)
    return [group for group in groups if group.rows]


def in_code_order(groups: Iterable[RequirementGroup]) -> list[DocumentRow]:
    """Every requirement once, by code as people count: INT-9 before INT-10."""
    rows = [row for group in groups for row in group.rows if not row.is_heading]
    return sorted(rows, key=lambda row: _natural(row.code))


def _natural(code: str) -> list[tuple[int, str]]:
    parts = re.split(r"(\d+)", code.casefold())
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def _lot_title(lot: Lot) -> str:
    return _("Krav för delkontrakt %(number)s: %(title)s") % {
        "number": lot.number,
        "title": lot.title,
    }


def _rows(
    package: Package, chosen: Iterable[ProcurementRequirement], level: int
) -> list[DocumentRow]:
    """The chosen requirements in order, each new heading above them written once."""
    by_key = {item.pk: item for item in package.items}
    anchors = {item.pk: number for number, item in enumerate(package.items, start=1)}
    written: list[int] = []
    rows: list[DocumentRow] = []
    for item in chosen:
        path = _path(item, by_key)
        for depth, key in enumerate(path):
            if depth >= len(written) or written[depth] != key:
                rows.append(_heading_row(by_key[key], level + depth))
                written = path[: depth + 1]
        written = path
        rows.append(
            _requirement_row(
                item,
                level=min(level + len(path), DEEPEST_HEADING),
                anchor=f"krav-{anchors[item.pk]}",
                several_lots=len(package.lots) > 1,
            )
        )
    return rows


def _path(item: ProcurementRequirement, by_key: dict[int, ProcurementRequirement]) -> list[int]:
    """Keys of the headings above an item, outermost first."""
    path: list[int] = []
    parent = item.parent_id
    while parent is not None and parent in by_key:
        path.insert(0, parent)
        parent = by_key[parent].parent_id
    return path


def _heading_row(item: ProcurementRequirement, level: int) -> DocumentRow:
    content = item.version.content
    title = content["title"] or content["code"]
    return DocumentRow(True, min(level, DEEPEST_HEADING), title, text_html(content["text"]))


def _requirement_row(
    item: ProcurementRequirement, *, level: int, anchor: str, several_lots: bool
) -> DocumentRow:
    content = item.version.content
    facts = [(label, value) for label, value in requirement_facts(item) if value]
    return DocumentRow(
        is_heading=False,
        level=level,
        title=content["title"],
        text_html=text_html(content["text"]),
        code=content["code"],
        anchor=anchor,
        role=item.role,
        role_label=item.get_role_display().capitalize(),
        terms=_terms(item, several_lots),
        facts=facts,
        length=len(content["text"]) + sum(len(value) for _label, value in facts),
    )


def _terms(item: ProcurementRequirement, several_lots: bool) -> str:
    """The line under the heading: minimum requirement, which lots, when it must be met."""
    content = item.version.content
    lots = sorted(lot.number for lot in item.lots.all())
    parts = []
    if content["is_minimum_requirement"]:
        parts.append(_("minimikrav"))
    if several_lots and len(lots) > 1:
        parts.append(_("gäller delkontrakt %(lots)s") % {"lots": ", ".join(map(str, lots))})
    if content["phase"] in Phase.values:
        parts.append(_("uppfylls %(phase)s") % {"phase": Phase(content["phase"]).label})
    line = " · ".join(parts)
    return line[:1].upper() + line[1:]


def requirement_facts(item: ProcurementRequirement) -> list[tuple[str, str]]:
    """Label and text of everything said about a requirement beside its own text."""
    content = item.version.content
    return [
        (_("Motiv"), content["motive"]),
        (_("Verifiering"), content["verification"]),
        (_("Svar"), "" if item.role == ItemRole.INFORMATION else answer_text(content)),
        (_("Bedömning"), _points(item)),
        (_("Standard"), content["standard_reference"]),
        (_("Författning"), content["law_reference"]),
    ]


def answer_text(content: dict) -> str:
    """How the tenderer answers, with the alternatives when there are such."""
    if content["answer_format"] not in AnswerFormat.values:
        return ""
    label = str(AnswerFormat(content["answer_format"]).label)
    choices = [choice.strip() for choice in content["answer_choices"].split(";")]
    choices = [choice for choice in choices if choice]
    return f"{label}: {', '.join(choices)}" if choices else label


def _points(item: ProcurementRequirement) -> str:
    if item.role != ItemRole.DESIRABLE:
        return ""
    points = format_number(item.max_points)
    return _("%(criterion)s, högst %(points)s poäng") % {
        "criterion": item.criterion.title,
        "points": points,
    }
