"""The compliance matrix: how each tender stands towards each requirement."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from common.ordering import swedish
from procurements.models import Procurement, ProcurementRequirement

from .choices import TenderStatus
from .compliance import Verdict, is_problem, state_of, verdict
from .models import RequirementResponse, Tender


@dataclass(frozen=True)
class Row:
    """A requirement with one (tender, verdict) a tender, in the tenders' order."""

    item: ProcurementRequirement
    cells: list[tuple[Tender, Verdict]]


def matrix_rows(items: list[ProcurementRequirement], tenders: list[Tender]) -> list[Row]:
    """Rows for a page of requirements: one query whatever their number."""
    responses = {
        (response.tender_id, response.item_id): response
        for response in RequirementResponse.objects.filter(
            tender__in=[tender.pk for tender in tenders], item__in=[item.pk for item in items]
        )
    }
    return [
        Row(
            item,
            [
                (
                    tender,
                    verdict(item, responses.get((tender.pk, item.pk)), is_asked=asks(item, tender)),
                )
                for tender in tenders
            ],
        )
        for item in items
    ]


def asks(item: ProcurementRequirement, tender: Tender) -> bool:
    """Whether the requirement applies to a lot that the tender is for (lots prefetched)."""
    return item.applies_to(tender.lots.all())


def tenders_in_matrix(procurement: Procurement) -> list[Tender]:
    """The tenders that stand, by supplier, with their lots."""
    return list(
        procurement.tenders.filter(status=TenderStatus.RECEIVED)
        .select_related("operator")
        .prefetch_related("lots")
        .order_by(swedish("operator__name"), "pk")
    )


def with_problems(items: QuerySet, tenders: list[Tender]) -> QuerySet:
    """Only the requirements that some tender fails or leaves unanswered (a queryset of items).

    Three queries that read no text of a requirement, whatever their number.
    """
    answers = {
        (tender, item): answer
        for tender, item, answer in RequirementResponse.objects.filter(
            tender__in=[tender.pk for tender in tenders], item__in=items.order_by().values("pk")
        ).values_list("tender", "item", "answer")
    }
    rows = items.only("role").annotate(answer_format=F("version__content__answer_format"))
    keys = [
        item.pk
        for item in rows.prefetch_related("lots")
        if any(_is_problem(item, tender, answers) for tender in tenders)
    ]
    return items.filter(pk__in=keys)


def _is_problem(item, tender: Tender, answers: dict[tuple[int, int], str]) -> bool:
    answer = answers.get((tender.pk, item.pk), "")
    state = state_of(item.role, item.answer_format, answer, is_asked=asks(item, tender))
    return is_problem(item.role, state)
