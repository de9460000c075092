"""A person's own work in the catalogues of a programme."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.ordering import swedish
from programmes.access import get_programme, permissions_in
from programmes.choices import Role
from programmes.models import Programme
from programmes.roles import Permission

from ..approval import authored
from ..models import Comment, Requirement
from ..registered_work import parts_for

SHOWN = 20
# What finds each part in the list of a catalogue.
FILTERS = {"assigned": "assignee=me", "own": "owner=me"}
# No filter finds what waits for one reviewer. The list of all that is in review is where many are
# approved at once.
REVIEW, IN_REVIEW = "review", "status=in_review"


@require_safe
def my_work(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """What waits for the person: reviews, tasks, mentions; and the person's own requirements."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    user = request.user
    is_reviewer = programme.memberships.filter(user=user, role=Role.REVIEWER).exists()
    rows = Requirement.objects.in_programme(programme).live().requirements()
    awaiting = rows.awaiting_review_by(user, is_reviewer=is_reviewer)
    own = authored(awaiting.values_list("pk", flat=True), user)
    parts = {
        REVIEW: (
            _("Väntar på min granskning"),
            # What the person has written waits for somebody else.
            awaiting.exclude(pk__in=own),
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
        "parts": [_part(programme, name, label, rows) for name, (label, rows) in parts.items()],
        "mentioned": mentioned[:SHOWN],
        "can_approve": Permission.APPROVE_REQUIREMENTS in permissions_in(user, programme),
        "added_parts": parts_for(programme, user),
        "shown": SHOWN,
    }
    return render(request, "requirements_catalog/my_work.html", context)


def _part(programme: Programme, name: str, label: str, rows: QuerySet) -> dict[str, object]:
    """The newest of the rows, how many they are, and the lists that show them all."""
    counted = rows.order_by(swedish("catalogue__name"), "catalogue").values_list(
        "catalogue__slug", "catalogue__name"
    )
    counts = list(counted.annotate(Count("pk")))
    total = sum(count for _slug, _name, count in counts)
    query = FILTERS.get(name, IN_REVIEW) if total > SHOWN or name == REVIEW else ""
    lists = []
    for slug, title, count in counts if query else ():
        url = reverse("requirements_catalog:requirement-list", args=[programme.slug, slug])
        lists.append((f"{url}?{query}", title, count))
    return {
        "name": name,
        "label": label,
        "rows": rows.select_related("catalogue").order_by("-changed_at", "-pk")[:SHOWN],
        "total": total,
        "lists": lists,
    }
