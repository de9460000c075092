"""Steps from draft to published to opened: lock the row, look the step up, write."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import save_with_reason

from .choices import ProcurementState
from .gates import blocking, publication_gaps
from .models import Procurement
from .problems import DeadlineNotPassed, NotPublishable, StateNotAllowed, TooFewOpeners

NEXT_STATES: dict[str, frozenset[str]] = {
    ProcurementState.DRAFT: frozenset({ProcurementState.PUBLISHED}),
    ProcurementState.PUBLISHED: frozenset({ProcurementState.OPENED}),
    ProcurementState.OPENED: frozenset(),
}

FEWEST_OPENERS = 2  # LOU 12:10


def _lock_for(procurement: Procurement, state: str) -> Procurement:
    locked = Procurement.objects.select_for_update(of=("self",)).get(pk=procurement.pk)
    if state not in NEXT_STATES[locked.state]:
        raise StateNotAllowed(
            _("Upphandlingen är i läget ”%(now)s” och kan inte bli ”%(then)s”.")
            % {"now": locked.get_state_display(), "then": ProcurementState(state).label}
        )
    return locked


@transaction.atomic
def publish_procurement(
    *,
    procurement: Procurement,
    by,
    published_at: datetime | None = None,
    without_mandatory: bool = False,
    reason: str = "",
) -> Procurement:
    """Publish: package, lots, award plans and price items are locked from then on (LOU 16:6).

    Raises NotPublishable with everything that is missing. ``published_at`` is for procurements
    that were published earlier elsewhere; the periods of the law are counted from it.
    ``without_mandatory`` confirms that a package without ska-requirements is meant so.
    """
    locked = _lock_for(procurement, ProcurementState.PUBLISHED)
    at = published_at or timezone.now()
    gaps = blocking(publication_gaps(locked, at=at, without_mandatory=without_mandatory))
    if gaps:
        raise NotPublishable(gaps)
    locked.state = ProcurementState.PUBLISHED
    locked.published_at = at
    if without_mandatory and not reason:
        reason = _("Bekräftat att upphandlingen saknar ska-krav.")
    return save_with_reason(locked, by=by, reason=reason)


@transaction.atomic
def open_tenders(
    *,
    procurement: Procurement,
    by,
    opened_by: Sequence[str],
    opened_at: datetime | None = None,
) -> Procurement:
    """Make tenders readable; DeadlineNotPassed before the deadline (LOU 12:10).

    ``opened_by`` names the persons appointed to open together; they are kept as the reason in the
    history. Raises TooFewOpeners unless it names two different ones. ``opened_at`` is for tenders
    opened earlier elsewhere.
    """
    locked = _lock_for(procurement, ProcurementState.OPENED)
    at = opened_at or timezone.now()
    deadline = locked.tender_deadline_at
    if deadline is None or at <= deadline or at > timezone.now():
        raise DeadlineNotPassed(
            _("Anbuden får öppnas först när sista anbudsdag har passerat (LOU 12 kap. 10 §).")
        )
    locked.state = ProcurementState.OPENED
    persons = different_persons(opened_by)
    if len(persons) < FEWEST_OPENERS:
        raise TooFewOpeners
    locked.opened_at = at
    reason = _("Öppnade av %s.") % ", ".join(persons)
    return save_with_reason(locked, by=by, reason=reason)


def different_persons(names: Sequence[str]) -> list[str]:
    """The names without blanks and doubles; letter case and spaces do not make another person."""
    found: dict[str, str] = {}
    for name in names:
        tidy = " ".join(name.split())
        if tidy:
            found.setdefault(tidy.casefold(), tidy)
    return list(found.values())
