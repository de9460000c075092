"""The chain's column of answers, for those who may read tenders and for nobody else."""

from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.access import permissions_in
from programmes.roles import Permission
from requirements_catalog.registered_chain import (
    MOST,
    ChainEntry,
    ChainLink,
    Found,
    Start,
    register,
    register_dependents,
)

from .answers import (
    GivenAnswer,
    address_of,
    answers_to,
    may_read_answers,
    opened_tenders,
    words_of,
)
from .models import Tender


def _answers(user, start: Start) -> Found | None:
    """Each tender with what it answers, unmet first among its words; six queries at most.

    None for those who may not read tenders, so that nothing tells whether there are any.
    """
    if not may_read_answers(user, start.programme):
        return None
    tenders = opened_tenders(start.programme).visible_to(user)
    if start.bought:
        buying = Tender.objects.filter(lots__modules=start.bought).order_by().values("pk")
        tenders = tenders.filter(pk__in=buying)
    if start.lots is not None:
        offering = Tender.objects.filter(lots__in=start.lots).order_by().values("pk")
        tenders = tenders.filter(pk__in=offering)
    given = answers_to(tenders, start.keys, start.lots)
    by_tender = [
        (tender, list(answers)) for tender, answers in groupby(given, key=lambda one: one.tender)
    ]
    slug = start.programme.slug
    return Found(
        [_entry(start, *pair) for pair in by_tender[:MOST]],
        len(by_tender),
        reverse("tenders:procurement-list", args=[slug]),
        ""
        if Permission.VIEW_TENDERS in permissions_in(user, start.programme)
        else _("Inget öppnat anbud svarar på det, där du är utsedd att läsa anbud."),
    )


def _entry(start: Start, tender: Tender, answers: list[GivenAnswer]) -> ChainEntry:
    return ChainEntry(str(tender), url=address_of(start.programme, answers), note=words_of(answers))


ANSWERS = ChainLink(
    "answers",
    gettext_lazy("Svar"),
    50,
    Permission.VIEW_PROCUREMENT,
    gettext_lazy("Inget öppnat anbud svarar på det."),
    _answers,
    gettext_lazy("Visas för den som får läsa anbuden."),
)
register(ANSWERS)
register_dependents(ANSWERS)
