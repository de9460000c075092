"""A person's own work in the catalogues of a programme."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from programmes.access import get_programme
from programmes.choices import Role
from programmes.roles import Permission

from ..models import Comment, Requirement

SHOWN = 20


@require_safe
def my_work(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """What waits for the person: reviews, tasks, mentions; and the person's own requirements."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    user = request.user
    is_reviewer = programme.memberships.filter(user=user, role=Role.REVIEWER).exists()
    rows = Requirement.objects.in_programme(programme).live().requirements()
    parts = {
        "review": (
            _("Väntar på min granskning"),
            rows.awaiting_review_by(user, is_reviewer=is_reviewer),
        ),
        "assigned": (_("Tilldelade mig"), rows.filter(assignee=user)),
        "own": (_("Jag ansvarar för"), rows.filter(owner=user)),
    }
    mentioned = (
        Comment.objects.in_programme(programme)
        .standing()
        .filter(pk__in=user.mentioned_in.values("pk"), resolved_at=None)
        .filter(Q(reply_to=None) | Q(reply_to__resolved_at=None))
        .select_related("requirement", "written_by")
        .order_by("-written_at", "-pk")
    )
    context = {
        "parts": [
            {
                "name": name,
                "label": label,
                "rows": part.select_related("catalogue").order_by("-changed_at", "-pk")[:SHOWN],
                "total": part.count(),
            }
            for name, (label, part) in parts.items()
        ],
        "mentioned": mentioned[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "requirements_catalog/my_work.html", context)
