"""Decisions on taking part, told with the register of decisions and cited by re-plannings.

They stay where they were written down: a decision of the register has a body of the programme and
is changed as any row, these are taken by bodies of each organisation's own and are never changed,
and copies in the register would be a second truth.
"""

from collections.abc import Collection, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.access import permissions_in
from programmes.models import Programme
from programmes.register import Section
from programmes.registered_citations import (
    CitationSource,
    CitedDecision,
    key_of,
    register_citations,
)
from programmes.registered_sections import add_list_part
from programmes.roles import Permission

from .models import JoiningDecision

NAME = "joining"
# So many stand open below the register; the others are folded.
OPEN = 10


def _decisions(programme: Programme) -> list[JoiningDecision]:
    rows = JoiningDecision.objects.in_programme(programme).select_related(
        "organisation", "body", "procurement", "annulment"
    )
    return list(rows.order_by("-decided_on", "-pk"))


def _listed(request: HttpRequest, programme: Programme) -> dict | None:
    if Permission.VIEW_PROCUREMENT not in permissions_in(request.user, programme):
        return None
    rows = _decisions(programme)
    return {"programme": programme, "first": rows[:OPEN], "rest": rows[OPEN:]} if rows else None


def cited_from(decision: JoiningDecision, programme: Programme) -> CitedDecision:
    """The decision as a re-planning offers and cites it."""
    procurement = decision.procurement
    page = reverse("joint_procurement:joint-detail", args=[programme.slug, procurement.slug])
    told = _("%(day)s %(name)s %(outcome)s: %(procurement)s (%(body)s)")
    return CitedDecision(
        key=key_of(NAME, decision.pk),
        label=told
        % {
            "day": decision.decided_on.isoformat(),
            "name": decision.organisation,
            "outcome": decision.get_outcome_display(),
            "procurement": procurement,
            "body": decision.decided_by,
        },
        body=decision.decided_by,
        decided_on=decision.decided_on,
        url=f"{page}#decision-{decision.pk}",
        is_annulled=decision.annulled is not None,
    )


def _offered(programme: Programme) -> Sequence[CitedDecision]:
    return [cited_from(one, programme) for one in _decisions(programme) if one.annulled is None]


def _found(programme: Programme, keys: Collection[int]) -> Sequence[CitedDecision]:
    return [cited_from(one, programme) for one in _decisions(programme) if one.pk in keys]


add_list_part("decisions", Section("joint_procurement/_decision_list.html", _listed))
register_citations(
    CitationSource(
        name=NAME,
        label=gettext_lazy("Beslut om deltagande"),
        needs=Permission.VIEW_PROCUREMENT,
        offered=_offered,
        found=_found,
    )
)
