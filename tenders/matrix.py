"""The compliance matrix: how each tender stands towards each requirement."""

from dataclasses import dataclass

from django.db.models import Count, Q

from procurements.choices import ItemRole
from procurements.models import Procurement, ProcurementRequirement

from .choices import Answer, TenderStatus
from .compliance import Verdict, verdict
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
    lots = {lot.pk for lot in item.lots.all()}
    return not lots or bool(lots & {lot.pk for lot in tender.lots.all()})


def tenders_in_matrix(procurement: Procurement) -> list[Tender]:
    """The tenders that stand, by supplier, with their lots."""
    return list(
        procurement.tenders.exclude(status=TenderStatus.WITHDRAWN)
        .select_related("operator")
        .prefetch_related("lots")
        .order_by("operator__name")
    )


def with_problems(items, tenders: list[Tender]):
    """Only the requirements that some tender fails or leaves unanswered (a queryset of items).

    A requirement is free of problems when as many tenders have met it as are asked; those asked
    are counted by lot, because a tender need not be for all.
    """
    good = Q(responses__tender__in=tenders) & ~Q(responses__answer="")
    unmet = Q(role=ItemRole.MANDATORY, responses__answer=Answer.NO) & Q(
        version__content__answer_format__in=["yes_no", ""]
    )
    counted = items.annotate(met=Count("responses", filter=good & ~unmet, distinct=True))
    asked: dict[frozenset, int] = {}
    problem_keys = []
    for item in counted.prefetch_related("lots"):
        lots = frozenset(lot.pk for lot in item.lots.all())
        if lots not in asked:
            asked[lots] = sum(
                not lots or bool(lots & {lot.pk for lot in tender.lots.all()}) for tender in tenders
            )
        if item.met < asked[lots]:
            problem_keys.append(item.pk)
    return items.filter(pk__in=problem_keys)
