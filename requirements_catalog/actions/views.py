"""Saved views: made, renamed, shared, saved anew and removed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.history import delete_with_reason, save_with_reason

from ..models import Catalogue, SavedView

LONGEST_QUERY = 2000


@transaction.atomic
def create_view(
    *, catalogue: Catalogue, by, name: str, is_shared: bool, query: str, columns: list[str]
) -> SavedView:
    """Save a look under a name; ValidationError when the person has one of that name."""
    view = SavedView(catalogue=catalogue, owner=by, name=name, is_shared=is_shared)
    return _save(_with_look(view, query, columns), by)


@transaction.atomic
def edit_view(*, view: SavedView, by, name: str, is_shared: bool) -> SavedView:
    """Rename a view, share it, or keep it to its owner again."""
    view.name, view.is_shared = name, is_shared
    return _save(view, by)


@transaction.atomic
def save_look_in_view(*, view: SavedView, by, query: str, columns: list[str]) -> SavedView:
    """Let a view show something else from now on."""
    return _save(_with_look(view, query, columns), by)


@transaction.atomic
def remove_view(*, view: SavedView, by) -> None:
    """Remove a view; no requirement is touched, and its history is kept."""
    delete_with_reason(view, by=by)


def _with_look(view: SavedView, query: str, columns: list[str]) -> SavedView:
    if len(query) > LONGEST_QUERY:
        raise ValidationError(
            _("Urvalet har för många villkor för att sparas. Ta bort något av dem.")
        )
    view.query, view.columns = query, columns
    return view


def _save(view: SavedView, by) -> SavedView:
    view.full_clean()
    return save_with_reason(view, by=by)
