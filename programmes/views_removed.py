"""What has been removed from a register: by whom and when, and the way back."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.lists import list_page

from .removed import records_of_removed, removed_of, with_wholes
from .views_registers import opened, register_context


@require_safe
def register_removed(request: HttpRequest, programme_slug: str, register: str) -> HttpResponse:
    """The rows that were removed, newest first; those who may write can bring them back."""
    programme, entry = opened(request, programme_slug, register)
    return list_page(
        request,
        queryset=with_wholes(records_of_removed(entry.model, programme)),
        template="programmes/register_removed.html",
        fragment="programmes/_removed_table.html",
        context=register_context(request, programme, entry),
        prepare=_told,
    )


def _told(records: list) -> None:
    records[:] = [removed_of(record) for record in records]
