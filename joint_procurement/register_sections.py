"""Decisions on taking part, told with the register of decisions and by organisation, and cited by
re-plannings.

They stay where they were written down: a decision of the register has a body of the programme and
is changed as any row, these are taken by bodies of each organisation's own and are never changed,
and copies in the register would be a second truth.
"""

from collections.abc import Collection, Iterable, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.access import permissions_in
from programmes.models import Programme
from programmes.register import Column, ListPart, Section, Sheet, words_asked
from programmes.registered_citations import (
    CitationSource,
    CitedDecision,
    key_of,
    register_citations,
)
from programmes.registered_sections import add_list_part, add_section
from programmes.roles import Permission

from .models import JoiningDecision
from .of_organisation import decisions_in, taking_part

CITATION_SOURCE = "joining"
LABEL = gettext_lazy("Beslut om deltagande")
SEARCHED = (
    "organisation__name", "procurement__title", "body__name", "body_name", "reason",
)  # fmt: skip
# So many stand open below the register; the others are folded.
OPEN = 10


def _found_in(request: HttpRequest, programme: Programme) -> list[JoiningDecision] | None:
    """Those in which the words of the list are found; None where the person may read none, or none
    is written down."""
    if Permission.VIEW_PROCUREMENT not in permissions_in(request.user, programme):
        return None
    rows, words = decisions_in(programme), words_asked(request)
    found = list(rows.with_words(words, *SEARCHED))
    return found if found or (words and rows.exists()) else None


def _listed(request: HttpRequest, programme: Programme) -> dict | None:
    found = _found_in(request, programme)
    if found is None:
        return None
    return {
        "programme": programme,
        "words": words_asked(request),
        "first": found[:OPEN],
        "rest": found[OPEN:],
    }


def _sheet(request: HttpRequest, programme: Programme) -> Sheet | None:
    found = _found_in(request, programme)
    return None if found is None else Sheet(LABEL, COLUMNS, found)


def _annulled(row: JoiningDecision) -> str:
    """When and why it was annulled; empty for one that counts."""
    if row.annulled is None:
        return ""
    day = timezone.localtime(row.annulled.annulled_at).date().isoformat()
    return f"{day}: {row.annulled.reason}"


COLUMNS = [
    Column(gettext_lazy("Organisation"), lambda row: row.organisation.name),
    Column(gettext_lazy("Upphandling"), lambda row: row.procurement.title),
    Column(gettext_lazy("Beslut"), lambda row: row.get_outcome_display()),
    Column(gettext_lazy("Dag"), lambda row: row.decided_on),
    Column(gettext_lazy("Beslutat av"), lambda row: row.decided_by),
    Column(gettext_lazy("Handling"), lambda row: row.document_reference),
    Column(gettext_lazy("Skäl"), lambda row: row.reason),
    Column(gettext_lazy("Makulerat"), _annulled),
]


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
        document_reference=decision.document_reference,
        is_annulled=decision.annulled is not None,
    )


def _offered(programme: Programme, most: int | None) -> Sequence[CitedDecision]:
    return _cited(decisions_in(programme).in_force()[:most], programme)


def _found(programme: Programme, keys: Collection[int]) -> Sequence[CitedDecision]:
    return _cited(decisions_in(programme).filter(pk__in=keys), programme)


def _cited(rows: Iterable[JoiningDecision], programme: Programme) -> list[CitedDecision]:
    return [cited_from(one, programme) for one in rows]


add_list_part(
    "decisions",
    ListPart("joint_procurement/_decision_list.html", _listed, sheet=_sheet, is_searched=True),
)
add_section("participants", Section("joint_procurement/_of_organisation.html", taking_part))
register_citations(
    CitationSource(
        name=CITATION_SOURCE,
        label=LABEL,
        needs=Permission.VIEW_PROCUREMENT,
        offered=_offered,
        found=_found,
    )
)
