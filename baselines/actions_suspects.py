"""Suspicions are found in history and gone through by people (docs/suspects.md)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import chunks, save_with_reason
from programmes.actions import start_job
from programmes.models import Job, Programme
from requirements_catalog.models import Catalogue

from .choices import CauseKind
from .models import SuspectChange, SuspectFields, SuspectScan, Suspicion, SuspicionCleared
from .suspect_history import (
    MODELS,
    WATCHABLE,
    came_back,
    is_only_withdrawal,
    news_of,
    own_labels,
    records_since,
    told_of,
    watched,
)
from .suspect_spread import Reached, dependents_in, names_of, reach, referring_to, spread, to_rows

SCAN_KIND = "scan-suspects"
# So many records of history are read while a person waits; more is the work of a job.
MOST_AT_ONCE = 1000
CHUNK = 5000

Told = Callable[[int], None]


def refresh_suspicions(*, programme: Programme) -> bool:
    """Read what history has got since the last look; whether everything was read.

    One query when there is nothing new. What would take more than ``MOST_AT_ONCE`` records is left
    to the job, and nothing is written.
    """
    news = news_of(programme)
    if not news.kinds:
        if news.is_behind:
            _keep(programme, [], news.settled)
        return True
    chosen = watched(programme)
    changes: list[SuspectChange] = []
    count = 0
    for kind in news.kinds:
        found, _last, read = records_since(
            programme, kind, news.marks[kind], chosen[kind], MOST_AT_ONCE - count + 1
        )
        changes += found
        count += read
        if count > MOST_AT_ONCE:
            return False
    _keep(programme, changes, news.settled)
    return True


def scan_everything(*, programme: Programme, told: Told | None = None) -> int:
    """Read all of the history that is left, 5,000 records at a time; how many were read.

    The same number of queries for each 5,000; the work of the job *Leta igenom ändringarna*.
    """
    chosen = watched(programme)
    news = news_of(programme)
    total = 0
    for kind in news.kinds:
        read, mark = CHUNK, news.marks[kind]
        while read == CHUNK:
            found, mark, read = records_since(programme, kind, mark, chosen[kind], CHUNK)
            total += read
            if read:
                _keep(programme, found, {kind: mark})
            if told:
                told(total)
    return total


@transaction.atomic
def _keep(programme: Programme, changes: Sequence[SuspectChange], marks: Mapping[str, int]) -> None:
    """Store changes that something depends on, those that are not stored yet, and the marks."""
    scan = _locked(programme)
    unread = _not_stored(programme, changes)
    restored = [change for change in unread if came_back(change)]
    new = [change for change in unread if told_of(change)]
    if new:
        reached = spread(programme, new)
        _store([(change, reached[number]) for number, change in enumerate(new)])
    for change in restored:
        _clear_withdrawal(change)
    moved = {kind: mark for kind, mark in marks.items() if mark > getattr(scan, kind)}
    if moved:
        for kind, mark in moved.items():
            setattr(scan, kind, mark)
        scan.save(update_fields=list(moved))


def _clear_withdrawal(change: SuspectChange) -> None:
    """What a requirement's withdrawal made suspect is settled by the one who has restored it.

    Only what stood before: the same record may be read again after a later withdrawal.
    """
    standing = Suspicion.objects.standing().filter(
        change__programme=change.programme_id,
        change__kind=change.kind,
        change__row=change.row,
        change__record__lt=change.record,
    )
    note = _("Kravet är återställt. %(reason)s") % {"reason": change.note}
    SuspicionCleared.objects.bulk_create(
        [
            SuspicionCleared(
                suspicion=one, cleared_by_id=change.changed_by_id, note=note.strip()[:300]
            )
            for one in standing.select_related("change").order_by("pk")
            if is_only_withdrawal(one.change)
        ],
        batch_size=CHUNK,
    )


def _locked(programme: Programme) -> SuspectScan:
    """The programme's row that looks take turns by; made when there is none."""
    scan = SuspectScan.objects.select_for_update().filter(programme=programme).first()
    if scan is None:
        SuspectScan.objects.get_or_create(programme=programme)
        scan = SuspectScan.objects.select_for_update().get(programme=programme)
    return scan


def _not_stored(programme: Programme, changes: Sequence[SuspectChange]) -> list[SuspectChange]:
    stored = set()
    for part in chunks([change.record for change in changes], CHUNK):
        found = SuspectChange.objects.filter(programme=programme, record__in=part)
        stored |= set(found.values_list("kind", "record"))
    return [change for change in changes if (change.kind, change.record) not in stored]


def _store(found: Iterable[tuple[SuspectChange, list[Reached]]]) -> int:
    """Store changes with what depends on them; how many requirements became suspect."""
    kept = [(change, reached) for change, reached in found if reached]
    names = names_of(one for _change, reached in kept for one in reached)
    SuspectChange.objects.bulk_create([change for change, _reached in kept], batch_size=CHUNK)
    rows = [row for change, reached in kept for row in to_rows(change, reached, names)]
    Suspicion.objects.bulk_create(rows, batch_size=CHUNK)
    return len(rows)


@transaction.atomic
def note_law_change(
    *, programme: Programme, text: str, by, in_force_on: date | None = None, note: str = ""
) -> tuple[SuspectChange, int]:
    """A provision has changed: what refers to it becomes suspect, and what depends on that.

    Returns the change and the number of requirements. ValidationError when none refers to it.
    """
    text = " ".join(text.split())
    if not text:
        raise ValidationError({"text": _("Skriv vilket lagrum som har ändrats.")})
    keys = referring_to(programme, text)
    if not keys:
        raise ValidationError(
            {"text": _("Inget krav i programmet hänvisar till ”%(text)s”.") % {"text": text}}
        )
    change = SuspectChange(
        programme=programme,
        kind=CauseKind.LAW,
        label=text,
        note=note.strip(),
        in_force_on=in_force_on,
        changed_at=timezone.now(),
        changed_by=by,
    )
    change.full_clean(exclude=["programme", "changed_by", "fields"])
    starts = [(key, None) for key in keys]
    reached = reach(starts, dependents_in(programme), at=change.changed_at)
    return change, _store([(change, reached)])


@transaction.atomic
def clear_suspicions(
    *,
    catalogue: Catalogue,
    keys: Iterable[int],
    by,
    changes: Iterable[int] = (),
    note: str = "",
) -> int:
    """Say that requirements have been gone through; how many suspicions that was.

    ``changes`` takes all that stand in the catalogue because of those. A note is needed for more
    than one. ValidationError when none is chosen, and when one is not the catalogue's or has been
    gone through already; nothing is written then.
    """
    note = " ".join(note.split())
    # Those who clear take turns by the catalogue, so that none is cleared twice.
    Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    standing = Suspicion.objects.standing().filter(requirement__catalogue=catalogue).order_by("pk")
    wanted = set(keys)
    found = set()
    for part in chunks(sorted(wanted), CHUNK):
        found |= set(standing.filter(pk__in=part).values_list("pk", flat=True))
    if found != wanted:
        raise ValidationError(
            _("Någon annan har redan gått igenom något av det du valde. Läs listan igen.")
        )
    whole = list(changes)
    if whole:
        found |= set(standing.filter(change__in=whole).values_list("pk", flat=True))
    if not found:
        raise ValidationError(_("Markera minst en rad."))
    if len(found) > 1 and not note:
        raise ValidationError({"note": _("Skriv vad genomgången gav när du markerar flera.")})
    rows = [SuspicionCleared(suspicion_id=key, cleared_by=by, note=note) for key in sorted(found)]
    for row in rows[:1]:
        row.full_clean(exclude=["suspicion", "cleared_by"], validate_constraints=False)
    SuspicionCleared.objects.bulk_create(rows, batch_size=CHUNK)
    return len(rows)


@transaction.atomic
def choose_fields(
    *, programme: Programme, chosen: Mapping[str, Sequence[str]], by, reason: str = ""
) -> SuspectFields:
    """Choose the fields that are watched from now on, by kind of cause.

    ValidationError for a field that cannot be watched. What has been found stays.
    """
    own = own_labels(programme)
    for kind, names in chosen.items():
        further = own if kind == CauseKind.REQUIREMENT else ()
        if kind not in MODELS or set(names) - {*WATCHABLE[kind], *further}:
            raise ValidationError(_("Fältet går inte att bevaka."))
    setting = SuspectFields.objects.select_for_update().filter(programme=programme).first()
    setting = setting or SuspectFields(programme=programme)
    kept = {kind: sorted(names) for kind, names in chosen.items()}
    if kept != setting.chosen:
        # What was changed before is judged by what was watched then.
        refresh_suspicions(programme=programme)
        setting.chosen = kept
        save_with_reason(setting, by=by, reason=reason)
    return setting


def start_scan(*, catalogue: Catalogue, by) -> Job:
    """Read a long history as a job (jobs_suspects.py)."""
    return start_job(
        kind=SCAN_KIND,
        programme=catalogue.programme,
        title=_("Leta igenom ändringarna: %(catalogue)s") % {"catalogue": catalogue.name},
        by=by,
        parameters={"catalogue": catalogue.pk},
    )
