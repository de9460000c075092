"""Writing in the glossary: one term at a time, or many from a table."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.history import (
    bulk_create_with_history,
    bulk_update_with_history,
    delete_with_reason,
    save_with_reason,
)
from programmes.models import Programme

from .models import Term

FIELDS = ("term", "definition", "source", "avoid", "is_abbreviation")


@dataclass(frozen=True)
class TermRow:
    """A term as it stands in a table that somebody brings in."""

    term: str
    definition: str
    source: str = ""
    avoid: str = ""
    is_abbreviation: bool = False


@transaction.atomic
def save_term(*, entry: Term, by, reason: str = "", **fields) -> Term:
    """Write a new entry of the glossary or change one; ValidationError when its word is taken."""
    for name, value in fields.items():
        setattr(entry, name, value)
    others = Term.objects.in_programme(entry.programme_id).filter(term__iexact=entry.term)
    if others.exclude(pk=entry.pk).exists():
        raise ValidationError({"term": _("Termen finns redan i ordlistan.")})
    entry.full_clean(exclude=["programme"])
    return save_with_reason(entry, by=by, reason=reason)


@transaction.atomic
def remove_term(*, term: Term, by, reason: str = "") -> None:
    """Take a term out of the glossary; its history stays."""
    delete_with_reason(term, by=by, reason=reason)


@transaction.atomic
def restore_term(*, programme: Programme, removed: int, by) -> Term:
    """Bring a removed term back as it was, by the key that it had.

    Raises ValidationError when it was never there, is there, or another has taken its word.
    """
    record = Term.history.filter(programme=programme.pk, id=removed, history_type="-").first()
    if record is None or Term.objects.filter(pk=removed).exists():
        raise ValidationError(_("Termen kan inte läggas tillbaka."))
    fields = {name: getattr(record, name) for name in FIELDS}
    return save_term(
        entry=Term(programme=programme), by=by, reason=_("Borttagningen ångrades."), **fields
    )


@transaction.atomic
def import_terms(*, programme: Programme, rows: Iterable[TermRow], by, reason: str) -> tuple:
    """Write many terms: those that are new, and those that are written otherwise here.

    What a row leaves empty stays as it is. Returns (new, changed); a fixed number of queries.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    stored = {term.term.casefold(): term for term in Term.objects.in_programme(programme)}
    new, changed = [], []
    for row in rows:
        known = stored.get(row.term.casefold())
        if known is None:
            term = Term(programme=programme, **{name: getattr(row, name) for name in FIELDS})
            term.clean_fields(exclude=["programme"])
            stored[row.term.casefold()] = term
            new.append(term)
        elif differences(known, row):
            for name, value in differences(known, row).items():
                setattr(known, name, value)
            known.clean_fields(exclude=["programme"])
            changed.append(known)
    bulk_create_with_history(Term, new, by=by, reason=reason)
    if changed:
        bulk_update_with_history(Term, changed, FIELDS, by=by, reason=reason)
    return len(new), len(changed)


def differences(term: Term, row: TermRow) -> dict[str, object]:
    """What a row would change in a term that there is: field → new value."""
    return {
        name: getattr(row, name)
        for name in FIELDS
        if getattr(row, name) and getattr(row, name) != getattr(term, name)
    }
