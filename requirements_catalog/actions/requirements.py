"""Everything that is written in the catalogue by hand: catalogues, requirements, needs, modules."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from common.canonical import digest
from common.history import save_with_reason, set_with_reason

from ..approval import (
    APPROVED,
    DRAFT,
    is_content,
    refusals,
    step_refusal,
    with_change_refusal,
)
from ..cell_values import value_in
from ..choices import ChangeSetKind, RequirementKind, RequirementStatus
from ..codes import is_taken, neighbour_of_new, next_code
from ..fields import fields_of
from ..models import (
    Catalogue,
    Module,
    Need,
    Requirement,
    Standard,
)
from ..tree import positions_after
from ..versions import published_content
from .approval_rows import let_approvals_fall, record_approvals, record_recalls
from .cells import record_change_set
from .links import write_links
from .need_rows import write_sources
from .structure import WITHDRAWN, place_for, record_structure


class ChangedMeanwhile(Exception):
    """The requirement was changed by somebody else after it was opened; nothing was written."""


# ---------------------------------------------------------------- catalogues, modules, needs


def create_catalogue(
    *, programme, slug: str, name: str, by, description: str = "", reason: str = ""
) -> Catalogue:
    """An empty catalogue; ValidationError when the short name is taken."""
    catalogue = Catalogue(programme=programme, slug=slug, name=name, description=description)
    return _save(catalogue, by=by, reason=reason)


def edit_catalogue(*, catalogue: Catalogue, by, reason: str = "", **fields) -> Catalogue:
    """Change a catalogue's name, short name or description."""
    return _save(catalogue, by=by, reason=reason, **fields)


def create_module(*, programme, by, reason: str = "", **fields) -> Module:
    """A module of the target architecture, last in order unless ``position`` is given."""
    if "position" not in fields:
        last = Module.objects.in_programme(programme).aggregate(last=models.Max("position"))["last"]
        fields["position"] = (last or 0) + 1
    return _save(Module(programme=programme), by=by, reason=reason, **fields)


def save_module(*, module: Module, by, reason: str = "", **fields) -> Module:
    """Change a module."""
    return _save(module, by=by, reason=reason, **fields)


def create_standard(*, programme, by, reason: str = "", **fields) -> Standard:
    """A standard or profile that requirements refer to."""
    return _save(Standard(programme=programme), by=by, reason=reason, **fields)


def save_standard(*, standard: Standard, by, reason: str = "", **fields) -> Standard:
    """Change a standard."""
    return _save(standard, by=by, reason=reason, **fields)


def create_need(
    *, programme, by, reason: str = "", goals=(), modules=(), sources=(), **fields
) -> Need:
    """A need, with the goals it serves, the modules it concerns and from where it is known."""
    links = {"goals": goals, "modules": modules, "sources": sources}
    return save_need(need=Need(programme=programme), by=by, reason=reason, **links, **fields)


@transaction.atomic
def save_need(
    *, need: Need, by, reason: str = "", goals=None, modules=None, sources=None, **fields
) -> Need:
    """Change a need; ``goals``, ``modules`` and ``sources`` are left as they are when None.

    ``sources`` are [kind, name, day as text or "", participants], as ``need_values`` has them.
    """
    for name, rows in (("goals", goals), ("modules", modules)):
        _refuse_strangers(need.programme_id, name, rows or ())
    _save(need, by=by, reason=reason, **fields)
    for name, rows in (("goals", goals), ("modules", modules)):
        if rows is not None:
            set_with_reason(need, name, rows, by=by, reason=reason)
    if sources is not None:
        write_sources(values={need.pk: sources}, by=by, reason=reason)
    return need


@transaction.atomic
def _save(row, *, by, reason: str = "", **fields):
    """Set the fields, check the row against the model's rules and save it with its reason.

    The code of what requirements are linked to is part of what they publish: where it changes,
    their approvals fall.
    """
    for name, value in fields.items():
        setattr(row, name, value)
    code = fields.get("code")
    if code and isinstance(row, Module | Need | Standard):
        others = type(row)._default_manager.filter(programme=row.programme_id, code=code)
        if others.exclude(pk=row.pk).exists():
            raise ValidationError({"code": _("Beteckningen används redan i programmet.")})
    row.full_clean()
    if code and row.pk and isinstance(row, Module | Need | Standard):
        let_approvals_fall(linked=row, by=by, reason=reason)
    return save_with_reason(row, by=by, reason=reason)


# ---------------------------------------------------------------- requirements


@transaction.atomic
def create_requirement(
    *,
    catalogue: Catalogue,
    by,
    parent: Requirement | None = None,
    after: Requirement | None = None,
    first: bool = False,
    reason: str = "",
    modules: Iterable[Module] = (),
    needs: Iterable[Need] = (),
    standards: Iterable[Standard] = (),
    **fields,
) -> Requirement:
    """A heading or requirement, placed last under ``parent``, first there, or after a row.

    Raises ValidationError when the code is or has been used, when the place is in another
    catalogue, when a module or need is in another programme, and for one that would be approved
    from the beginning.
    """
    if fields.get("status") == APPROVED:
        raise ValidationError({"status": step_refusal(DRAFT, APPROVED)})
    catalogue = Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    parent, previous = place_for(catalogue, parent, after, first)
    row = Requirement(
        catalogue=catalogue,
        parent=parent,
        depth=parent.depth + 1 if parent else 0,
        position=positions_after(catalogue, previous, 1)[0],
        **fields,
    )
    _check(row)
    save_with_reason(row, by=by, reason=reason)
    set_links(
        requirement=row, by=by, reason=reason, modules=modules, needs=needs, standards=standards
    )
    record_structure(
        row=row,
        by=by,
        label=_("Skapade %(row)s"),
        reason=reason,
        field="status",
        old=WITHDRAWN,
        new=row.status,
    )
    return row


@transaction.atomic
def create_beside(
    *,
    catalogue: Catalogue,
    by,
    beside: Requirement | None,
    title: str,
    is_heading: bool = False,
) -> Requirement:
    """A row after ``beside``, or last; a requirement comes first under a heading.

    Its code and kind follow its neighbour's.
    """
    is_under = bool(beside and beside.is_heading and not is_heading)
    after = None if is_under else beside
    neighbour = None if is_heading else neighbour_of_new(catalogue, beside, after)
    fields = {"code": next_code(neighbour), "title": title, "is_heading": is_heading}
    if not is_heading:
        fields["kind"] = neighbour.kind if neighbour else RequirementKind.MANDATORY
    return create_requirement(
        catalogue=catalogue,
        by=by,
        parent=beside if is_under else None,
        after=after,
        first=is_under,
        **fields,
    )


@transaction.atomic
def edit_requirement(
    *,
    requirement: Requirement,
    by,
    reason: str = "",
    modules: Iterable[Module] | None = None,
    needs: Iterable[Need] | None = None,
    standards: Iterable[Standard] | None = None,
    expected: str = "",
    **fields,
) -> Requirement:
    """Change a requirement; nothing is written when nothing differs.

    ``expected`` is the revision that the person saw (``revision_of``); ChangedMeanwhile is raised
    when the row is no longer that. A row is withdrawn by ``withdraw_requirement`` only. An approved
    one whose content changes becomes a draft; ValidationError for a status that may not follow.
    """
    # An import holds the catalogue while it compares and writes; an edit must not slip in between.
    Catalogue.objects.select_for_update().get(pk=requirement.catalogue_id)
    row = Requirement.objects.select_for_update().get(pk=requirement.pk)
    if expected and revision_of(row) != expected:
        raise ChangedMeanwhile
    if RequirementStatus.WITHDRAWN in (row.status, fields.get("status")):
        raise ValidationError(_("Ett krav som har utgått ändras inte. Återställ det först."))
    before, was = _cells_of(row), row.status
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    if changed:
        _check(row)
    relinked = set_links(
        requirement=row, by=by, reason=reason, modules=modules, needs=needs, standards=standards
    )
    if changed or relinked:
        has_content = relinked or any(map(is_content, changed))
        _follow_status(row, was, has_content=has_content, by=by)
        save_with_reason(row, by=by, reason=reason)
        if row.status != was and row.status == APPROVED:
            record_approvals(keys=[row.pk], by=by, reason=reason)
        elif row.status != was and was == APPROVED and not has_content:
            record_recalls(keys=[row.pk], by=by, reason=reason)
        _record_edit(row, before, by, reason)
    return row


def _follow_status(row: Requirement, was: str, *, has_content: bool, by) -> None:
    """Let an approval fall with its text; ValidationError for a step that may not be made."""
    if row.status == was == APPROVED and has_content:
        row.status = DRAFT
    message = step_refusal(DRAFT if was == APPROVED and has_content else was, row.status)
    if row.status == APPROVED != was and not message:
        judged = refusals([row.pk], by=by, programme=row.catalogue.programme)
        message = with_change_refusal() if has_content else judged.get(row.pk, "")
    if message:
        raise ValidationError({"status": message})


def _cells_of(row: Requirement) -> dict:
    """Every field of a row with its stored value."""
    fields = fields_of(row.catalogue)
    return {name: value_in(row, known) for name, known in fields.items()}


def _record_edit(row: Requirement, before: dict, by, reason: str) -> None:
    now = _cells_of(Requirement.objects.get(pk=row.pk))
    cells = [
        [row.pk, name, before[name], now[name]] for name in before if before[name] != now[name]
    ]
    if cells:
        record_change_set(
            catalogue=row.catalogue,
            by=by,
            kind=ChangeSetKind.EDIT,
            label=_("Ändrade %(row)s") % {"row": row},
            cells=cells,
            reason=reason,
        )


@transaction.atomic
def set_links(
    *,
    requirement: Requirement,
    by,
    reason: str = "",
    modules: Iterable[Module] | None = None,
    needs: Iterable[Need] | None = None,
    standards: Iterable[Standard] | None = None,
) -> bool:
    """Make a requirement's links exactly these (None: as they are); True if any changed."""
    programme = requirement.catalogue.programme_id
    changed = False
    for name, rows in (("modules", modules), ("needs", needs), ("standards", standards)):
        if rows is None:
            continue
        rows = list(rows)
        _refuse_strangers(programme, name, rows)
        present = set(getattr(requirement, name).values_list("pk", flat=True))
        wanted = {row.pk for row in rows}
        write_links(
            name=name,
            new=[(requirement.pk, key) for key in sorted(wanted - present)],
            gone=[(requirement.pk, key) for key in sorted(present - wanted)],
            by=by,
            reason=reason,
        )
        changed = changed or present != wanted
    return changed


def revision_of(requirement: Requirement) -> str:
    """A short mark of everything that can be edited in a row; it changes when the row does."""
    content = {
        **published_content(requirement),
        "status": requirement.status,
        "owner": requirement.owner_id,
        "assignee": requirement.assignee_id,
    }
    return digest(content)[:16]


def _check(row: Requirement) -> None:
    """Raise ValidationError on a used code or anything that the model forbids."""
    if row.code and is_taken(row.catalogue, row.code, apart_from=row.pk):
        raise ValidationError(
            {"code": _("Krav-id:t är eller har varit ett annat kravs. Välj ett nytt.")}
        )
    if not row.is_heading and not (row.title.strip() or row.text.strip()):
        raise ValidationError({"text": _("Skriv kravets text eller rubrik.")})
    row.full_clean(exclude=["catalogue", "parent", "uid"])


def _refuse_strangers(programme_id: int, name: str, rows: Iterable) -> None:
    """Raise ValidationError when a row belongs to another programme."""
    if any(row.programme_id != programme_id for row in rows):
        raise ValidationError({name: _("Välj bland programmets egna.")})
