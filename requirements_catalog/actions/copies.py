"""One requirement made into two, several into one, and rows copied elsewhere; origins are kept."""

import re
from collections.abc import Iterable, Sequence

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import bulk_create_with_history, bulk_update_with_history, chunks

from ..choices import ChangeSetKind, RelationKind, RequirementStatus
from ..codes import FreeCodes, neighbour_of_new
from ..fields import BY_NAME, FIELDS, LINK_MODELS, fields_of
from ..merging import JOINED, joined, merged_own_values
from ..models import Catalogue, ChangeSet, Requirement
from ..tree import positions_after, refuse_too_deep
from .cells import Cell, record_change_set, write_cells
from .relations import RELATION, make_relations
from .structure import WITHDRAWN, place_for
from .tree import shape_of

MOST_TEXT = BY_NAME["text"].limit
DERIVED = RelationKind.DERIVED_FROM.value
_BETWEEN_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
# What a copy takes with it; its status, code, links and who does the next thing are its own.
_COPIED = [
    Requirement._meta.get_field(field.name).attname
    for field in FIELDS
    if field.name not in {"code", "status", "assignee", *LINK_MODELS}
]
# Texts that are joined when requirements become one.
# A sentence ends and another begins; what is shortened by a point ends none.
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")
_ABBREVIATED = re.compile(
    r"(?:\b\w{1,2}\.\s?\w{1,2}|\b(?:ca|dvs|etc|inkl|jfr|kap|max|min|nr|resp))\.$", re.I
)


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text: what empty lines part."""
    return [part for part in _BETWEEN_PARAGRAPHS.split(text.strip()) if part]


def parts_of(text: str) -> tuple[list[str], str]:
    """What a text is parted in and joined with: its paragraphs, or the sentences of an only one."""
    parts = paragraphs_of(text)
    if len(parts) != 1 or "\n" in parts[0]:
        return parts, "\n\n"
    sentences: list[str] = []
    for piece in _BETWEEN_SENTENCES.split(parts[0]):
        if sentences and _ABBREVIATED.search(sentences[-1]):
            sentences[-1] += f" {piece}"
        else:
            sentences.append(piece)
    return sentences, " "


@transaction.atomic
def split_requirement(
    *, requirement: Requirement, at: int, by, code: str = "", reason: str = "", expected: str = ""
) -> Requirement:
    """Make two of one: part ``at`` (the first is 0) and those after become a new requirement.

    The new one stands after the old, has its fields and links, and is derived from it. ``expected``
    is the text that the person saw. ValidationError when there is no such part, when the text has
    been changed since, or when the code is or has been used.
    """
    catalogue = Catalogue.objects.select_for_update().get(pk=requirement.catalogue_id)
    row = Requirement.objects.select_for_update().get(pk=requirement.pk)
    _refuse_unfit([row])
    if expected and row.text != expected:
        raise ValidationError(_("Texten har ändrats av någon annan. Läs den igen och dela sedan."))
    parts, between = parts_of(row.text)
    if not 0 < at < len(parts):
        raise ValidationError({"at": _("Välj var det nya kravet börjar.")})
    codes = FreeCodes(catalogue)
    code = code.strip()
    if code and not codes.is_free(code):
        raise ValidationError(
            {"code": _("Krav-id:t är eller har varit ett annat kravs. Välj ett nytt.")}
        )
    parent, previous = place_for(catalogue, None, row, first=False)
    made = _copy_of(row, catalogue, extra=dict(row.extra))
    made.text = between.join(parts[at:])
    made.code = code or codes.take_after(row.code)
    made.parent, made.depth = parent, row.depth
    made.position = positions_after(catalogue, previous, 1)[0]
    made.full_clean(exclude=["catalogue", "parent", "uid"])
    bulk_create_with_history(Requirement, [made], by=by, reason=reason)
    _copy_links({row.pk: made.pk}, by, reason)
    written, problems = write_cells(
        catalogue=catalogue,
        cells=[Cell(row.pk, "text", between.join(parts[:at]))],
        by=by,
        reason=reason,
    )
    if problems:
        raise ValidationError([problem.message for problem in problems])
    make_relations(relations=[(made.pk, DERIVED, row.pk, "")], by=by, reason=reason)
    label = _("Delade %(row)s") % {"row": row}
    _record(catalogue, by, label, reason, [*written, *_created(made), _related(made.pk, row.pk)])
    return made


@transaction.atomic
def merge_requirements(
    *, catalogue: Catalogue, keys: Sequence[int], into: Requirement, by, reason: str
) -> Requirement:
    """Make one of several: texts and links are joined in ``into``, the others are withdrawn.

    Texts come in the order of the document, one that says the same once; the catalogue's own fields
    as ``merging.merged_own_values`` says. A reason is needed.
    ValidationError when fewer than two live requirements are named.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför kraven slås samman.")})
    catalogue = Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    # Locked in the order of their keys, as all who lock rows do; joined in the document's order.
    locked = (
        catalogue.requirements.select_for_update()
        .filter(pk__in=[*keys, into.pk])
        .order_by("pk")
        .prefetch_related(*LINK_MODELS)
    )
    rows = sorted(locked, key=lambda row: row.position)
    others = [row for row in rows if row.pk != into.pk]
    if not others or len(others) == len(rows) or set(keys) - {row.pk for row in rows}:
        raise ValidationError(_("Markera minst två krav i katalogen."))
    _refuse_unfit(rows)
    cells = [
        Cell(into.pk, field.name, joined([getattr(row, field.name) for row in rows]))
        for field in JOINED
    ]
    own = merged_own_values(fields_of(catalogue), rows, into)
    cells += [Cell(into.pk, name, value) for name, value in own.items()]
    for name in LINK_MODELS:
        linked = {link.pk for row in rows for link in getattr(row, name).all()}
        cells.append(Cell(into.pk, name, sorted(linked)))
    if any(len(cell.value) > MOST_TEXT for cell in cells if isinstance(cell.value, str)):
        raise ValidationError(_("Den sammanslagna texten blir för lång. Slå samman färre krav."))
    written, problems = write_cells(catalogue=catalogue, cells=cells, by=by, reason=reason)
    if problems:
        raise ValidationError([problem.message for problem in problems])
    now = timezone.now()
    gone = [[row.pk, "status", row.status, WITHDRAWN] for row in others]
    for row in others:
        row.status, row.changed_at = RequirementStatus.WITHDRAWN, now
    bulk_update_with_history(Requirement, others, ["status", "changed_at"], by=by, reason=reason)
    present = set(into.relations_out.filter(kind=DERIVED).values_list("target_id", flat=True))
    new = [row.pk for row in others if row.pk not in present]
    make_relations(relations=[(into.pk, DERIVED, key, "") for key in new], by=by, reason=reason)
    cells_kept = [*written, *gone, *(_related(into.pk, key) for key in new)]
    label = _("Slog samman %(count)d krav till %(row)s") % {"count": len(rows), "row": into}
    _record(catalogue, by, label, reason, cells_kept)
    return Requirement.objects.get(pk=into.pk)


@transaction.atomic
def copy_rows(
    *,
    source: Catalogue,
    keys: Sequence[int],
    target: Catalogue,
    by,
    parent: Requirement | None = None,
    after: Requirement | None = None,
    first: bool = False,
    reason: str = "",
) -> ChangeSet:
    """Copy rows with all live rows below them to a place in a catalogue of the same programme.

    Copies are drafts with codes after their new neighbours', derived from their origins, and keep
    links, owners and those own fields that the catalogue has too. ValidationError for a withdrawn
    row, an unknown one, or a catalogue of another programme.
    """
    if source.programme_id != target.programme_id:
        raise ValidationError(_("Katalogen hör till ett annat program."))
    target = Catalogue.objects.select_for_update().get(pk=target.pk)
    shape = shape_of(source)
    if not keys or set(keys) - set(shape.rows):
        raise ValidationError(_("Raden finns inte i katalogen."))
    tops = shape.tops(keys)
    if not all(shape.rows[key].is_live for key in tops):
        raise ValidationError(_("Det som har utgått kopieras inte. Återställ det först."))
    order = [key for top in tops for key in shape.branch(top) if shape.rows[key].is_live]
    origins: dict[int, Requirement] = {}
    for part in chunks(order, 5000):
        origins |= {row.pk: row for row in source.requirements.filter(pk__in=part)}
    parent, previous = place_for(target, parent, after, first)
    codes = _codes_of_copies(target, parent, after, [origins[key] for key in order])
    known = set(target.extra_fields.values_list("key", "kind")) & set(
        source.extra_fields.values_list("key", "kind")
    )
    own = {key for key, _kind in known}
    made: dict[int, Requirement] = {}
    levels: dict[int, list[Requirement]] = {}
    for key, position in zip(order, positions_after(target, previous, len(order)), strict=True):
        origin = origins[key]
        extra = {name: value for name, value in origin.extra.items() if name in own}
        row = _copy_of(origin, target, extra=extra)
        above = made.get(origin.parent_id) if key not in tops else parent
        row.parent, row.depth = above, above.depth + 1 if above else 0
        row.position, row.code = position, codes[key]
        made[key] = row
        levels.setdefault(row.depth, []).append(row)
    refuse_too_deep(max(levels))
    for depth in sorted(levels):
        for row in levels[depth]:
            # The row above had no key when it was set; it was given one with its level.
            row.parent = row.parent
        bulk_create_with_history(Requirement, levels[depth], by=by, reason=reason)
    _copy_links({key: row.pk for key, row in made.items()}, by, reason)
    derived = [(row.pk, key) for key, row in made.items() if not row.is_heading]
    make_relations(
        relations=[(new, DERIVED, key, "") for new, key in derived], by=by, reason=reason
    )
    cells = [cell for row in made.values() for cell in _created(row)]
    cells += [_related(new, key) for new, key in derived]
    return _record(target, by, _label_of_copies(made), reason, cells)


def _codes_of_copies(
    target: Catalogue, parent, after, origins: Sequence[Requirement]
) -> dict[int, str]:
    """A free code for each copy: after its new neighbours', else after its own."""
    codes = FreeCodes(target)
    neighbour = neighbour_of_new(target, parent, after)
    given = {}
    for origin in origins:
        if neighbour and not origin.is_heading:
            given[origin.pk] = codes.take_after(neighbour.code)
        elif origin.code and codes.is_free(origin.code):
            given[origin.pk] = codes.take(origin.code)
        else:
            given[origin.pk] = "" if origin.is_heading else codes.take_after(origin.code)
    return given


def _label_of_copies(made: dict[int, Requirement]) -> str:
    rows = list(made.values())
    if len(rows) == 1:
        return _("Kopierade %(row)s") % {"row": rows[0]}
    return _("Kopierade %(count)d rader") % {"count": len(rows)}


def _copy_of(row: Requirement, catalogue: Catalogue, *, extra: dict) -> Requirement:
    fields = {name: getattr(row, name) for name in _COPIED}
    return Requirement(catalogue=catalogue, is_heading=row.is_heading, extra=extra, **fields)


def _copy_links(copies: dict[int, int], by, reason: str) -> None:
    """Link each copy to what its origin is linked to: origin → copy."""
    for model_name, column in LINK_MODELS.values():
        through = apps.get_model("requirements_catalog", model_name)
        new = []
        for part in chunks(copies, 5000):
            links = through.objects.filter(requirement__in=part).order_by("pk")
            new += [
                through(requirement_id=copies[origin], **{column: linked})
                for origin, linked in links.values_list("requirement_id", column)
            ]
        if new:
            bulk_create_with_history(through, new, by=by, reason=reason)


def _refuse_unfit(rows: Iterable[Requirement]) -> None:
    for row in rows:
        if row.is_heading:
            raise ValidationError(_("Bara krav kan delas eller slås samman, inte rubriker."))
        if row.status == RequirementStatus.WITHDRAWN:
            raise ValidationError(_("Ett krav som har utgått ändras inte. Återställ det först."))


def _created(row: Requirement) -> list[list]:
    return [[row.pk, "status", WITHDRAWN, row.status]]


def _related(source: int, target: int) -> list:
    return [source, RELATION, None, [DERIVED, target, ""]]


def _record(catalogue: Catalogue, by, label: str, reason: str, cells: list) -> ChangeSet:
    return record_change_set(
        catalogue=catalogue,
        by=by,
        kind=ChangeSetKind.STRUCTURE,
        label=label,
        reason=reason,
        cells=cells,
    )
