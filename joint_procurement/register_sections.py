"""Decisions on taking part, told with the register of decisions and cited by re-plannings.

They stay where they were written down: a decision of the register has a body of the programme and
is changed as any row, these are taken by bodies of each organisation's own and are never changed,
and copies in the register would be a second truth.
"""

from collections.abc import Collection, Iterable, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.access import permissions_in
from programmes.models import Programme
from programmes.register import Section, words_asked
from programmes.registered_citations import (
    CitationSource,
    CitedDecision,
    key_of,
    register_citations,
)
from programmes.registered_sections import add_list_part
from programmes.roles import Permission

from .models import JoiningDecision
from .querysets import JoiningDecisionQuerySet

CITATION_SOURCE = "joining"
SEARCHED = (
    "organisation__name", "procurement__title", "body__name", "body_name", "reason",
)  # fmt: skip
# So many stand open below the register; the others are folded.
OPEN = 10


def _decisions(programme: Programme) -> JoiningDecisionQuerySet:
    """All of them, also the annulled, the newest first."""
    rows = JoiningDecision.objects.in_programme(programme).for_record()
    return rows.select_related("procurement").order_by("-decided_on", "-pk")


def _listed(request: HttpRequest, programme: Programme) -> dict | None:
    if Permission.VIEW_PROCUREMENT not in permissions_in(request.user, programme):
        return None
    rows, words = _decisions(programme), words_asked(request)
    found = list(rows.with_words(words, *SEARCHED))
    if not found and not (words and rows.exists()):
        return None
    return {
        "programme": programme,
        "words": words,
        "first": found[:OPEN],
        "rest": found[OPEN:],
    }


def cited_from(decision: JoiningDecision, programme: Programme) -> CitedDecision:
    """The decision as a re-planning offers and cites it."""
    procurement = decision.procurement
    page = reverse("joint_procurement:joint-detail", args=[programme.slug, procurement.slug])
    title = _("%(name)s %(outcome)s: %(procurement)s")
    return CitedDecision(
        key=key_of(CITATION_SOURCE, decision.pk),
        title=title
        % {
            "name": decision.organisation,
            "outcome": decision.get_outcome_display(),
            "procurement": procurement,
        },
        body=decision.decided_by,
        decided_on=decision.decided_on,
        url=f"{page}#decision-{decision.pk}",
        is_annulled=decision.annulled is not None,
    )


def _offered(programme: Programme) -> Sequence[CitedDecision]:
    return _cited(_decisions(programme).in_force(), programme)


def _found(programme: Programme, keys: Collection[int]) -> Sequence[CitedDecision]:
    return _cited(_decisions(programme).filter(pk__in=keys), programme)


def _cited(rows: Iterable[JoiningDecision], programme: Programme) -> list[CitedDecision]:
    return [cited_from(one, programme) for one in rows]


add_list_part(
    "decisions", Section("joint_procurement/_decision_list.html", _listed), is_searched=True
)
register_citations(
    CitationSource(
        name=CITATION_SOURCE,
        label=gettext_lazy("Beslut om deltagande"),
        needs=Permission.VIEW_PROCUREMENT,
        offered=_offered,
        found=_found,
    )
)
