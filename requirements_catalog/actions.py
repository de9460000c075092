"""Everything that is written in the catalogue by hand: catalogues, requirements, needs, modules."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.canonical import digest
from common.history import (
    bulk_create_with_history,
    bulk_delete_with_history,
    bulk_update_with_history,
    save_with_reason,
)

from .choices import RequirementStatus
from .codes import is_taken
from .models import Catalogue, Module, Need, Requirement, RequirementModule, RequirementNeed
from .tree import end_of, last_descendant_position, position_after_subtree, positions_after
from .versions import published_content


class ChangedMeanwhile(Exception):
    """The requirement was changed by somebody else after it was opened; nothing was written."""


# ---------------------------------------------------------------- catalogues, modules, needs


def create_catalogue(*, programme, slug: str, name: str, by, description: str = "") -> Catalogue:
    """An empty catalogue; ValidationError when the short name is taken."""
    catalogue = Catalogue(programme=programme, slug=slug, name=name, description=description)
    return _save(catalogue, by=by)


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


def create_need(*, programme, by, reason: str = "", goals=(), modules=(), **fields) -> Need:
    """A need, with the goals it serves and the modules it concerns."""
    need = Need(programme=programme)
    return save_need(need=need, by=by, reason=reason, goals=goals, modules=modules, **fields)


@transaction.atomic
def save_need(*, need: Need, by, reason: str = "", goals=None, modules=None, **fields) -> Need:
    """Change a need; ``goals`` and ``modules`` are left as they are when None."""
    for name, rows in (("goals", goals), ("modules", modules)):
        _refuse_strangers(need.programme_id, name, rows or ())
    _save(need, by=by, reason=reason, **fields)
    if goals is not None:
        need.goals.set(goals)
    if modules is not None:
        need.modules.set(modules)
    return need


def _save(row, *, by, reason: str = "", **fields):
    """Set the fields, check the row against the model's rules and save it with its reason."""
    for name, value in fields.items():
        setattr(row, name, value)
    code = fields.get("code")
    if code and isinstance(row, Module | Need):
        others = type(row)._default_manager.filter(programme=row.programme_id, code=code)
        if others.exclude(pk=row.pk).exists():
            raise ValidationError({"code": _("Beteckningen används redan i programmet.")})
    row.full_clean()
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
    **fields,
) -> Requirement:
    """A heading or requirement, placed last under ``parent``, first there, or after a row.

    Raises ValidationError when the code is or has been used, when the place is in another
    catalogue, and when a module or need is in another programme.
    """
    catalogue = Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    parent, previous = _place(catalogue, parent, after, first)
    row = Requirement(
        catalogue=catalogue,
        parent=parent,
        depth=parent.depth + 1 if parent else 0,
        position=positions_after(catalogue, previous, 1)[0],
        **fields,
    )
    _check(row)
    save_with_reason(row, by=by, reason=reason)
    set_links(requirement=row, by=by, reason=reason, modules=modules, needs=needs)
    return row


@transaction.atomic
def edit_requirement(
    *,
    requirement: Requirement,
    by,
    reason: str = "",
    modules: Iterable[Module] | None = None,
    needs: Iterable[Need] | None = None,
    expected: str = "",
    **fields,
) -> Requirement:
    """Change a requirement; nothing is written when nothing differs.

    ``expected`` is the revision that the person saw (``revision_of``); ChangedMeanwhile is raised
    when the row is no longer that. A row is withdrawn by ``withdraw_requirement`` only.
    """
    # An import holds the catalogue while it compares and writes; an edit must not slip in between.
    Catalogue.objects.select_for_update().get(pk=requirement.catalogue_id)
    row = Requirement.objects.select_for_update().get(pk=requirement.pk)
    if expected and revision_of(row) != expected:
        raise ChangedMeanwhile
    if RequirementStatus.WITHDRAWN in (row.status, fields.get("status")):
        raise ValidationError(_("Ett krav som har utgått ändras inte. Återställ det först."))
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    if changed:
        _check(row)
    relinked = set_links(requirement=row, by=by, reason=reason, modules=modules, needs=needs)
    if changed or relinked:
        save_with_reason(row, by=by, reason=reason)
    return row


@transaction.atomic
def set_links(
    *,
    requirement: Requirement,
    by,
    reason: str = "",
    modules: Iterable[Module] | None = None,
    needs: Iterable[Need] | None = None,
) -> bool:
    """Make a requirement's modules and needs exactly these (None: as they are); True if changed."""
    programme = requirement.catalogue.programme_id
    changed = False
    for through, name, rows in (
        (RequirementModule, "module", modules),
        (RequirementNeed, "need", needs),
    ):
        if rows is None:
            continue
        rows = list(rows)
        _refuse_strangers(programme, f"{name}s", rows)
        links = through._default_manager.filter(requirement=requirement)
        present = set(links.values_list(f"{name}_id", flat=True))
        wanted = {row.pk for row in rows}
        new = [
            through(requirement=requirement, **{f"{name}_id": key})
            for key in sorted(wanted - present)
        ]
        if present - wanted:
            gone = links.filter(**{f"{name}_id__in": present - wanted})
            bulk_delete_with_history(gone, by=by, reason=reason)
        if new:
            bulk_create_with_history(through, new, by=by, reason=reason)
        changed = changed or present != wanted
    return changed


@transaction.atomic
def withdraw_requirement(*, requirement: Requirement, by, reason: str) -> Requirement:
    """Take a row out of the catalogue without deleting it: its code and history stay.

    A reason is needed; a heading goes only when nothing live stands under it.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför kravet utgår.")})
    row = Requirement.objects.select_for_update().get(pk=requirement.pk)
    live = row.children.live().count()
    if live:
        raise ValidationError(
            ngettext(
                "En rad står kvar under rubriken. Flytta den eller låt den utgå först.",
                "%(count)d rader står kvar under rubriken. Flytta dem eller låt dem utgå först.",
                live,
            )
            % {"count": live}
        )
    row.status = RequirementStatus.WITHDRAWN
    return save_with_reason(row, by=by, reason=reason)


@transaction.atomic
def restore_requirement(*, requirement: Requirement, by, reason: str = "") -> Requirement:
    """Bring a withdrawn row back as a draft."""
    row = Requirement.objects.select_for_update().get(pk=requirement.pk)
    if row.parent and row.parent.status == RequirementStatus.WITHDRAWN:
        raise ValidationError(_("Rubriken ovanför har utgått. Återställ den först."))
    if row.status == RequirementStatus.WITHDRAWN:
        row.status = RequirementStatus.DRAFT
        save_with_reason(row, by=by, reason=reason)
    return row


@transaction.atomic
def move_requirement(
    *,
    requirement: Requirement,
    by,
    parent: Requirement | None = None,
    after: Requirement | None = None,
    first: bool = False,
    reason: str = "",
) -> Requirement:
    """Move a row and all that stands under it; codes stay as they are.

    ValidationError when a heading would come to stand under itself.
    """
    catalogue = Catalogue.objects.select_for_update().get(pk=requirement.catalogue_id)
    top = Requirement.objects.get(pk=requirement.pk)
    subtree = catalogue.requirements.filter(position__gte=top.position)
    end = position_after_subtree(top)
    if end is not None:
        subtree = subtree.filter(position__lt=end)
    rows = list(subtree.order_by("position"))
    inside = {row.pk for row in rows}
    if {row.pk for row in (parent, after) if row} & inside:
        raise ValidationError(_("En rad kan inte flyttas till en plats under sig själv."))
    parent, previous = _place(catalogue, parent, after, first)
    deeper = (parent.depth + 1 if parent else 0) - top.depth
    for row, position in zip(rows, positions_after(catalogue, previous, len(rows)), strict=True):
        row.position = position
        row.depth += deeper
    rows[0].parent = parent
    rows[0].changed_at = timezone.now()
    fields = ["parent", "position", "depth", "changed_at"]
    bulk_update_with_history(Requirement, rows, fields, by=by, reason=reason)
    return rows[0]


def revision_of(requirement: Requirement) -> str:
    """A short mark of everything that can be edited in a row; it changes when the row does."""
    content = {
        **published_content(requirement),
        "status": requirement.status,
        "owner": requirement.owner_id,
    }
    return digest(content)[:16]


def _place(
    catalogue: Catalogue, parent: Requirement | None, after: Requirement | None, first: bool
) -> tuple[Requirement | None, int]:
    """The heading that a row comes under and the position that it follows."""
    if {row.catalogue_id for row in (parent, after) if row} - {catalogue.pk}:
        raise ValidationError({"parent": _("Platsen ligger i en annan katalog.")})
    if after:
        after.refresh_from_db(fields=["position", "depth", "parent"])
        return after.parent, last_descendant_position(after)
    if parent:
        parent.refresh_from_db(fields=["position", "depth", "status"])
        if not parent.is_heading:
            raise ValidationError({"parent": _("Ett krav kan bara ligga under en rubrik.")})
        if parent.status == RequirementStatus.WITHDRAWN:
            raise ValidationError({"parent": _("Rubriken har utgått. Välj en annan.")})
        return parent, parent.position if first else last_descendant_position(parent)
    return None, 0 if first else end_of(catalogue)


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
