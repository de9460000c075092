"""What is bought for each goal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.media_types import XLSX
from common.views import sent_file
from programmes.access import get_programme
from programmes.roles import Permission

from .exports_goals import goals_workbook
from .goal_shares import bought_in


@require_safe
def goal_shares(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """How ska-krav and points fall on goals and perspectives, in each procurement and lot."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_PROCUREMENT)
    return render(request, "procurements/goal_shares.html", {"bought": bought_in(programme)})


@require_safe
def goal_shares_export(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The same as a workbook."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_PROCUREMENT)
    content = goals_workbook(bought_in(programme), programme)
    name = f"{programme.slug}-vad-malen-far.xlsx"
    return sent_file(content, XLSX, name)
