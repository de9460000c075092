"""What is to be scored, lot by lot: criteria, bör-requirements, tenders and who is out already.

Holds neither prices nor scores, so everybody who works with the evaluation may see it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common.ordering import swedish
from procurements.choices import ItemRole
from procurements.models import AwardCriterion, Lot, Procurement
from procurements.models import ProcurementRequirement as Item
from tenders.choices import TenderStatus
from tenders.compliance import NOT_MET, verdict
from tenders.models import RequirementResponse, Tender


@dataclass(frozen=True)
class LotBasis:
    """One lot: its criteria with their bör-requirements, and the tenders for it."""

    lot: Lot
    criteria: tuple[AwardCriterion, ...]
    items: dict[int, tuple[Item, ...]]  # by criterion, in document order
    tenders: tuple[Tender, ...]  # by name
    failed: dict[int, tuple[str, ...]]  # by tender: ska-requirements that are not met

    @property
    def qualified(self) -> tuple[Tender, ...]:
        """The tenders that meet every ska-requirement: only these need scores."""
        return tuple(tender for tender in self.tenders if not self.failed[tender.pk])

    @property
    def rejected(self) -> tuple[Tender, ...]:
        """The tenders that fail a ska-requirement."""
        return tuple(tender for tender in self.tenders if self.failed[tender.pk])

    def scored_items(self) -> Iterator[tuple[AwardCriterion, Item]]:
        """Every bör-requirement with its criterion, in the order people work."""
        for criterion in self.criteria:
            for item in self.items[criterion.pk]:
                yield criterion, item

    def cells(self) -> Iterator[tuple[Item, Tender]]:
        """Every pair that each evaluator is to score, one requirement at a time."""
        for _criterion, item in self.scored_items():
            for tender in self.qualified:
                yield item, tender


def load_basis(procurement: Procurement) -> tuple[LotBasis, ...]:
    """Return the basis of every lot, by number; eight queries whatever the size."""
    lots = list(procurement.lots.with_plan().order_by("number"))
    items = list(procurement.items.answerable().with_content().in_order())
    tenders = list(
        procurement.tenders.filter(status=TenderStatus.RECEIVED)
        .select_related("operator")
        .prefetch_related("lots")
        .order_by(swedish("operator__name"), "pk")
    )
    mandatory = [item for item in items if item.role == ItemRole.MANDATORY]
    responses = {
        (response.tender_id, response.item_id): response
        for response in RequirementResponse.objects.filter(
            tender__in=tenders, item__procurement=procurement, item__role=ItemRole.MANDATORY
        )
    }
    return tuple(_lot_basis(lot, items, mandatory, tenders, responses) for lot in lots)


def _lot_basis(lot, items, mandatory, tenders, responses) -> LotBasis:
    by_criterion = defaultdict(list)
    for item in items:
        if item.criterion_id:
            by_criterion[item.criterion_id].append(item)
    criteria = tuple(lot.criteria.all())
    own = [tender for tender in tenders if lot in tender.lots.all()]
    asked = [item for item in mandatory if item.applies_to([lot])]
    return LotBasis(
        lot=lot,
        criteria=criteria,
        items={criterion.pk: tuple(by_criterion[criterion.pk]) for criterion in criteria},
        tenders=tuple(own),
        failed={tender.pk: tuple(_failures(tender, asked, responses)) for tender in own},
    )


def _failures(tender, asked, responses) -> Iterator[str]:
    for item in asked:
        found = verdict(item, responses.get((tender.pk, item.pk)))
        if found.fails:
            answer = (
                _("%(name)s (svar: Nej)") if found.state == NOT_MET else _("%(name)s (obesvarat)")
            )
            yield answer % {"name": item_name(item)}


def scale_of(item: Item) -> tuple[AwardCriterion, Decimal]:
    """The criterion and highest points of a bör-requirement: the database makes sure it has both.

    Raises ValueError for any other kind of requirement.
    """
    if item.criterion is None or item.max_points is None:
        raise ValueError(f"{item} is not scored")
    return item.criterion, item.max_points


def item_name(item: Item) -> str:
    """The code of a requirement, or its title where it has none."""
    content = item.version.content
    return content["code"] or content["title"]
