"""What tenders answer to chosen requirements, by the one rule of ``compliance.py``.

Only tenders of opened procurements are read, and only those that the person may read: before the
opening nobody sees what a tender says, nor how many there are (LOU 12:10, OSL 19:3).
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.ordering import swedish
from procurements.choices import ProcurementState
from procurements.models import ProcurementRequirement
from programmes.access import permissions_in
from programmes.models import Programme
from programmes.roles import Permission
from requirements_catalog.choices import AnswerFormat

from .access import is_appointed_in
from .choices import TenderStatus
from .compliance import ANSWERED, MET, NOT_ASKED, NOT_MET, UNANSWERED, state_of
from .matrix import asks
from .models import RequirementResponse, Tender

LONGEST = 60


@dataclass(frozen=True)
class GivenAnswer:
    """How a tender stands towards one requirement of a package; see ``compliance.Verdict``."""

    tender: Tender
    item_id: int
    requirement_id: int
    state: str
    text: str
    is_yes_no: bool


def may_read_answers(user, programme: Programme) -> bool:
    """Whether the person reads tenders of some procurement here, by role or by appointment."""
    allowed = permissions_in(user, programme)
    return Permission.VIEW_TENDERS in allowed or is_appointed_in(user, programme)


def opened_tenders(programme: Programme) -> QuerySet[Tender]:
    """The tenders that stand in procurements that are opened, by procurement and supplier."""
    found = Tender.objects.in_programme(programme).filter(
        procurement__state=ProcurementState.OPENED, status=TenderStatus.RECEIVED
    )
    supplier = swedish("operator__name")
    return found.order_by("-procurement__created_at", "-procurement", supplier, "pk")


def answers_to(
    tenders: QuerySet[Tender], requirements, lots: Collection[int] | None = None
) -> list[GivenAnswer]:
    """The answers of tenders to what they are asked of the requirements, unanswered ones too.

    ``requirements`` are keys, or a query for them. With ``lots``, by their keys, only what those
    ask counts. In the order of the tenders, and of the package; five queries at most, which read no
    text of a requirement.
    """
    standing = list(tenders.select_related("operator", "procurement").prefetch_related("lots"))
    if not standing:
        return []
    asked = ProcurementRequirement.objects.answerable()
    items = list(
        (asked if lots is None else asked.for_lots(lots))
        .filter(
            procurement__in={tender.procurement_id for tender in standing},
            version__requirement__in=requirements,
        )
        .order_by("position", "pk")
        .only("role", "procurement")
        .annotate(
            answer_format=F("version__content__answer_format"),
            requirement_id=F("version__requirement"),
        )
        .prefetch_related("lots")
    )
    answers = {
        (tender, item): answer
        for tender, item, answer in RequirementResponse.objects.filter(
            tender__in=[tender.pk for tender in standing],
            item__version__requirement__in=requirements,
        ).values_list("tender", "item", "answer")
    }
    return [
        given
        for tender in standing
        for item in items
        if item.procurement_id == tender.procurement_id
        and (given := _given(tender, item, answers.get((tender.pk, item.pk), ""))).state
        != NOT_ASKED
    ]


def _given(tender: Tender, item, text: str) -> GivenAnswer:
    state = state_of(item.role, item.answer_format, text, is_asked=asks(item, tender))
    is_yes_no = (item.answer_format or AnswerFormat.YES_NO) == AnswerFormat.YES_NO
    return GivenAnswer(tender, item.pk, item.requirement_id, state, text, is_yes_no)


def address_of(programme: Programme, answers: Sequence[GivenAnswer]) -> str:
    """Where answers of one tender are read: the answer, or the tender where they are several."""
    tender = answers[0].tender
    slugs = [programme.slug, tender.procurement.slug, tender.pk]
    if len(answers) == 1:
        return reverse("tenders:response-detail", args=[*slugs, answers[0].item_id])
    return reverse("tenders:tender-detail", args=slugs)


def words_of(answers: Sequence[GivenAnswer]) -> str:
    """What one tender answers, in few words: as in "ja", or "12 ja, 1 nej, 3 andra svar"."""
    counts = Counter(one.state for one in answers)
    if len(answers) == 1 and ANSWERED in counts:
        return Truncator(answers[0].text).chars(LONGEST)
    if len(answers) == 1:
        return {MET: _("ja"), NOT_MET: _("nej"), UNANSWERED: _("inget svar")}[answers[0].state]
    words = {
        MET: _("%(count)d ja"),
        NOT_MET: _("%(count)d nej"),
        ANSWERED: ngettext("%(count)d annat svar", "%(count)d andra svar", counts[ANSWERED]),
        UNANSWERED: _("%(count)d utan svar"),
    }
    return ", ".join(
        word % {"count": counts[state]} for state, word in words.items() if counts[state]
    )
