"""Many needs at once: captured, brought in, merged, withdrawn, and each of these taken back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.history import bulk_create_with_history
from common.ordering import in_natural_order, natural
from programmes.models import Programme

from ..choices import NeedChangeKind, RequirementStatus
from ..models import Need, NeedChange, Requirement
from ..need_codes import free_codes, used_codes
from ..need_values import (
    COLUMNS,
    CREATED,
    FALLEN,
    LINKS,
    MERGED,
    REQUIREMENTS,
    SOURCES,
    TEXTS,
    WITHDRAWN,
    States,
    moment_text,
    states_of,
    united_sources,
)
from .approval_rows import let_rows_stand
from .need_rows import keep_links, write_sources, write_values

# What a person chooses between when needs become one.
CHOSEN = ("title", "perspective", "dimension", "priority", *TEXTS)
# So many needs are merged at once: they are read side by side.
MOST_MERGED = 6
# Tokens of what is sent again when an answer is lost become uids in this space.
_TOKENS = UUID("6d1a5f0e-9f3b-4c58-8a56-2f2f2ad0c8e4")


class NeedRefused(Exception):
    """Something cannot be done to needs; the text says why, and nothing was written."""


@transaction.atomic
def change_needs(
    *,
    programme: Programme,
    kind: NeedChangeKind,
    label: str,
    by,
    new: Sequence[Mapping] = (),
    changes: Mapping[int, Mapping] | None = None,
    undoes: NeedChange | None = None,
    uid: UUID | None = None,
) -> NeedChange:
    """Create and change needs as one change that can be taken back.

    ``new`` are values by name (need_values.py), without ``code`` where the next free one is to be
    given; ``changes`` is key of a need → the same. What is as it was is left out. The number of
    queries does not follow the number of needs. Raises ValidationError for what a need cannot
    hold, and for keys of another programme. ``uid``: the change's own, where it is known before.
    """
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    reason = label[:100]
    cells = _create(programme, new, by, reason) + _change(programme, changes or {}, by, reason)
    given = {"uid": uid} if uid else {}
    return NeedChange.objects.create(
        **given,
        programme=programme,
        made_by=by,
        kind=kind,
        label=label[:200],
        cells=cells,
        undoes=undoes,
    )


def _create(programme, new: Sequence[Mapping], by, reason: str) -> list[list]:
    if not new:
        return []
    given = [str(values.get("code") or "") for values in new]
    wanted = [code for code in given if code]
    if len(set(wanted)) != len(wanted) or set(wanted) & used_codes(programme):
        raise ValidationError({"code": _("Beteckningen är eller har varit ett annat behovs.")})
    codes = iter(free_codes(programme, len(new) - len(wanted), set(wanted)))
    rows = []
    for code, values in zip(given, new, strict=True):
        columns = {name: values[name] for name in COLUMNS if name in values and name != "code"}
        row = Need(programme=programme, code=code or next(codes), **columns)
        row.clean_fields(exclude=["programme"])
        rows.append(row)
    _refuse_strangers(programme, new)
    bulk_create_with_history(Need, rows, by=by, reason=reason)
    for name in LINKS:
        through = getattr(Need, name).through
        column = f"{Need._meta.get_field(name).m2m_reverse_field_name()}_id"
        through.objects.bulk_create(
            [
                through(need_id=row.pk, **{column: key})
                for row, values in zip(rows, new, strict=True)
                for key in sorted(set(values.get(name, ())))
            ],
            batch_size=5000,
        )
    keep_links(rows)
    given_sources = {
        row.pk: values[SOURCES]
        for row, values in zip(rows, new, strict=True)
        if values.get(SOURCES)
    }
    write_sources(values=given_sources, by=by, reason=reason)
    return [[row.pk, CREATED, None, row.code] for row in rows]


def _change(programme, changes: Mapping[int, Mapping], by, reason: str) -> list[list]:
    needs = {need.pk: need for need in programme.needs.filter(pk__in=changes).order_by("pk")}
    if len(needs) != len(changes):
        raise ValidationError(_("Välj bland programmets egna."))
    _refuse_strangers(programme, changes.values())
    names = {name for own in changes.values() for name in own}
    before = states_of(list(needs.values()), names)
    real = {
        key: own
        for key, values in changes.items()
        if (own := {n: v for n, v in values.items() if before[key][n] != v})
    }
    for key, own in real.items():
        for name in set(own) & set(COLUMNS):
            setattr(needs[key], name, own[name])
        needs[key].clean_fields(exclude=["programme", "merged_into"])
    cells = [[key, name, before[key][name], value] for key, own in real.items()
             for name, value in own.items()]  # fmt: skip
    fallen = write_values(needs=needs, before=before, values=real, by=by, reason=reason)
    return [*cells, [min(real), FALLEN, None, fallen]] if fallen else cells


def _refuse_strangers(programme, many: Iterable[Mapping]) -> None:
    """Raise ValidationError for goals and modules of other programmes; a query for each sort."""
    many = list(many)
    for name in LINKS:
        asked = {key for values in many for key in values.get(name, ())}
        if asked and getattr(programme, name).filter(pk__in=asked).count() != len(asked):
            raise ValidationError({name: _("Välj bland programmets egna.")})


# ---------------------------------------------------------------- capture


def added_before(*, programme: Programme, token: str, by) -> NeedChange | None:
    """What the person has saved in the programme with this token, if anything."""
    return NeedChange.objects.filter(uid=_uid_of(programme, token, by)).first() if token else None


def _uid_of(programme: Programme, token: str, by) -> UUID:
    """The uid of the change that a token makes: one of its own for each person and programme.

    So the change itself remembers its token, and there is nothing to keep beside it or clear away.
    """
    # What can be sent but not written, as half of a pair of surrogates, counts as a sign.
    written = token.encode(errors="replace").decode()
    return uuid5(_TOKENS, f"{programme.pk} {by.pk} {written}")


@transaction.atomic
def add_needs(
    *,
    programme: Programme,
    rows: Sequence[Mapping],
    by,
    source: Sequence[str] | None = None,
    kind: NeedChangeKind = NeedChangeKind.CAPTURE,
    token: str = "",
) -> NeedChange:
    """Needs as they are said at an occasion: all have it as their source, besides their own.

    ``token`` is of the asker's own making: when the same person asks again with it in the
    programme, nothing is written and the change is what was saved then.
    """
    if token:
        programme = Programme.objects.select_for_update().get(pk=programme.pk)
        if before := added_before(programme=programme, token=token, by=by):
            return before
    own = [list(source)] if source else []
    rows = [{**values, SOURCES: united_sources(own, values.get(SOURCES) or ())} for values in rows]
    words = ngettext("%(count)d nytt behov", "%(count)d nya behov", len(rows))
    label = words % {"count": len(rows)}
    if source:
        label = _("%(needs)s ur %(source)s") % {"needs": label, "source": source[1]}
    uid = _uid_of(programme, token, by) if token else None
    return change_needs(programme=programme, kind=kind, label=label, by=by, new=rows, uid=uid)


# ---------------------------------------------------------------- withdrawn, back, merged


@transaction.atomic
def withdraw_needs(*, programme: Programme, needs: Collection[Need], by) -> NeedChange:
    """Take needs out of use; NeedRefused when one of them is so already."""
    stored = _locked(programme, needs)
    if not stored or any(need.withdrawn_at for need in stored):
        raise NeedRefused(_("Välj behov som inte redan har utgått."))
    now = moment_text(timezone.now())
    words = ngettext("%(codes)s utgick", "%(codes)s utgick", len(stored))
    return change_needs(
        programme=programme,
        kind=NeedChangeKind.WITHDRAW,
        label=words % {"codes": first_codes(needs)},
        by=by,
        changes={need.pk: {WITHDRAWN: now} for need in stored},
    )


@transaction.atomic
def restore_need(*, need: Need, by) -> NeedChange:
    """Bring a withdrawn need back; what it was merged into keeps what it got.

    NeedRefused when it is in use.
    """
    (stored,) = _locked(need.programme, [need])
    if not stored.withdrawn_at:
        raise NeedRefused(_("Behovet har inte utgått."))
    return change_needs(
        programme=need.programme,
        kind=NeedChangeKind.RESTORE,
        label=_("%(code)s lades tillbaka") % {"code": need.code},
        by=by,
        changes={need.pk: {WITHDRAWN: None, MERGED: None}},
    )


def _locked(programme: Programme, needs: Collection[Need]) -> list[Need]:
    """The needs as they are saved now; nobody writes others until the transaction ends."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    return list(programme.needs.filter(pk__in=[need.pk for need in needs]))


@transaction.atomic
def merge_needs(
    *, keep: Need, others: Collection[Need], by, values: Mapping[str, str] | None = None
) -> NeedChange:
    """Make needs one: ``keep`` gets everybody's sources, goals, modules and requirements.

    ``values`` are the texts and words that were chosen for it. The others are withdrawn and point
    to it; their own sources stay on their pages. What was merged into them earlier points to
    ``keep`` too. Raises NeedRefused for needs of several programmes, and for withdrawn ones.
    """
    together = [keep, *others]
    if not others or len({need.pk for need in together}) != len(together):
        raise NeedRefused(_("Välj minst två behov."))
    if len({need.programme_id for need in together}) != 1:
        raise NeedRefused(_("Välj bland programmets egna."))
    programme = keep.programme
    stored = _locked(programme, together)
    if any(need.withdrawn_at for need in stored):
        raise NeedRefused(_("Ett av behoven har redan utgått. Ladda om sidan."))
    states = states_of(stored, (*LINKS, SOURCES, REQUIREMENTS))
    whole: dict[str, object] = {
        name: sorted({key for state in states.values() for key in state[name]})
        for name in (*LINKS, REQUIREMENTS)
    }
    whole[SOURCES] = united_sources(
        states[keep.pk][SOURCES], *(states[need.pk][SOURCES] for need in others)
    )
    whole |= {name: value for name, value in (values or {}).items() if name in CHOSEN}
    gone: dict[str, object] = {
        WITHDRAWN: moment_text(timezone.now()),
        MERGED: keep.pk,
        REQUIREMENTS: [],
    }
    earlier = programme.needs.filter(merged_into__in=[need.pk for need in others])
    changes: dict[int, Mapping] = {
        keep.pk: whole,
        **{need.pk: gone for need in others},
        **{key: {MERGED: keep.pk} for key in earlier.values_list("pk", flat=True)},
    }
    return change_needs(
        programme=programme,
        kind=NeedChangeKind.MERGE,
        label=_("%(codes)s slogs samman med %(code)s")
        % {"codes": first_codes(others), "code": keep.code},
        by=by,
        changes=changes,
    )


def falling_in_merge(states: States) -> dict[int, list[Requirement]]:
    """Each need → the approved requirements that become drafts when it is the one that is kept.

    Those are what the others have, since it changes its need. One query.
    """
    every = {key for state in states.values() for key in state[REQUIREMENTS]}
    rows = Requirement.objects.filter(pk__in=every, status=RequirementStatus.APPROVED)
    rows = list(rows.order_by(natural("code"), "pk"))
    return {
        keep: [
            row
            for row in rows
            if any(row.pk in state[REQUIREMENTS] for key, state in states.items() if key != keep)
        ]
        for keep in states
    }


def fallen_in(change: NeedChange) -> list[Requirement]:
    """The requirements that a change made drafts."""
    keys = [key for cell in change.cells if cell[1] == FALLEN for key in cell[3]]
    if not keys:
        return []
    return list(Requirement.objects.filter(pk__in=keys).order_by(natural("code"), "pk"))


def first_codes(rows: Collection[Need] | Collection[Requirement]) -> str:
    """The first codes of some rows, and how many more there are."""
    codes = [row.code for row in rows]
    rest = len(codes) - 5
    return ", ".join(codes[:5]) + (_(" och %(count)d till") % {"count": rest} if rest > 0 else "")


# ---------------------------------------------------------------- taken back


@transaction.atomic
def undo_need_change(*, change: NeedChange, by) -> NeedChange:
    """Take back a change: everything is as before it, and what it created is withdrawn.

    Requirements whose approval it made fall are approved again where they have stayed drafts with
    the text that was approved (docs/approval.md).

    Raises NeedRefused when it is taken back already, when something of it has been changed since,
    with the needs named, and when a goal or module that it named is gone; nothing is written then.
    """
    programme = Programme.objects.select_for_update().get(pk=change.programme_id)
    if NeedChange.objects.filter(undoes=change).exists():
        raise NeedRefused(_("Det är redan ångrat."))
    keys = {cell[0] for cell in change.cells}
    needs = {need.pk: need for need in programme.needs.filter(pk__in=keys)}
    names = {cell[1] for cell in change.cells} - {CREATED, FALLEN}
    created = {cell[0] for cell in change.cells if cell[1] == CREATED}
    now = states_of(list(needs.values()), {*names, WITHDRAWN, *([REQUIREMENTS] if created else ())})
    stuck = {cell[0] for cell in change.cells if _is_stuck(now.get(cell[0]), cell)}
    if stuck:
        codes = ", ".join(in_natural_order(needs[key].code for key in stuck if key in needs)[:5])
        raise NeedRefused(
            _("Kan inte ångras: %(codes)s har ändrats eller fått krav sedan dess.")
            % {"codes": codes}
        )
    moment = moment_text(timezone.now())
    changes: dict[int, dict] = {key: {WITHDRAWN: moment} for key in created}
    for key, name, old, _new in change.cells:
        if name not in (CREATED, FALLEN):
            changes.setdefault(key, {})[name] = old
    try:
        undone = change_needs(
            programme=programme,
            kind=NeedChangeKind.UNDO,
            label=_("Ångrade: %(label)s") % {"label": change.label},
            by=by,
            changes=changes,
            undoes=change,
        )
    except ValidationError as error:
        raise NeedRefused(
            _("Kan inte ångras: mål eller moduler som det gällde finns inte längre.")
        ) from error
    fallen = [key for cell in change.cells if cell[1] == FALLEN for key in cell[3]]
    let_rows_stand(keys=fallen, since=change.made_at, by=by, reason=undone.label)
    return undone


def _is_stuck(state: Mapping | None, cell: Sequence) -> bool:
    """Whether a cell is no longer as the change left it."""
    _key, name, _old, new = cell
    if state is None:
        return True
    if name == FALLEN:
        return False
    if name == CREATED:
        return bool(state[WITHDRAWN] or state[REQUIREMENTS])
    return state[name] != new
