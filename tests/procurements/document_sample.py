"""A small procurement with everything that the documents show: two lots, three roles, prices."""

from datetime import UTC, date, datetime
from decimal import Decimal

from procurements.choices import ItemRole
from programmes.models import Participation
from tests.factories import (
    AwardCriterionFactory,
    CatalogueFactory,
    GoalFactory,
    HeadingFactory,
    LotFactory,
    MilestoneFactory,
    OrganisationFactory,
    PriceItemFactory,
    ProcurementFactory,
    RequirementFactory,
    make_item,
)

TEXT = (
    "Lösningen ska lämna ut all patientinformation i ett öppet och dokumenterat format enligt "
    "HL7 FHIR eller likvärdig standard.\n\nUtlämningen ska ske utan särskild ersättning."
)


def make_procurement(programme, *, areas: int = 2, each: int = 4, text: str = TEXT):
    """A procurement in draft with ``areas`` chapters of ``each`` requirements, of every role."""
    if not programme.participations.exists():
        lead = OrganisationFactory(name=f"Region Exempel {programme.pk}")
        Participation.objects.create(programme=programme, organisation=lead, role="lead_buyer")
    GoalFactory(programme=programme, title="Patienten är medaktör", description="Full insyn.")
    MilestoneFactory(programme=programme, title="Annons", planned_on=date(2027, 1, 11))
    procurement = ProcurementFactory(
        programme=programme,
        title="Plattformar för information och integration",
        registry_number="RE 2026-0417",
        description="Informationsplattform och integrationsplattform med drift och införande.",
        tender_deadline_at=datetime(2027, 2, 15, 22, 59, tzinfo=UTC),
        questions_until=datetime(2027, 2, 1, 11, 0, tzinfo=UTC),
        tender_valid_until=date(2027, 8, 31),
    )
    lots = [
        LotFactory(procurement=procurement, number=1, title="Informationsplattform"),
        LotFactory(procurement=procurement, number=2, title="Integrationsplattform"),
    ]
    criteria = [
        AwardCriterionFactory(lot=lot, title="Användbarhet", max_deduction=Decimal(40_000_000))
        for lot in lots
    ]
    PriceItemFactory(lot=lots[0], number=1, title="Licens per år", unit="år", quantity=Decimal(8))
    catalogue = CatalogueFactory(programme=programme)
    _fill(procurement, catalogue, lots, criteria, areas, each, text)
    return procurement


def _fill(procurement, catalogue, lots, criteria, areas, each, text):
    position = 0
    for area in range(1, areas + 1):
        position += 1
        row = HeadingFactory(catalogue=catalogue, title=f"Område {area}", position=position << 20)
        heading = make_item(procurement, requirement=row, role=ItemRole.HEADING)
        for number in range(1, each + 1):
            position += 1
            role = (ItemRole.MANDATORY, ItemRole.DESIRABLE, ItemRole.INFORMATION)[number % 3]
            row = RequirementFactory(
                catalogue=catalogue,
                position=position << 20,
                code=f"INT-{area:02}{number:02}",
                title=f"Öppna gränssnitt {number}",
                text=text,
                kind=role,
                motive="Informationen ska kunna följa patienten.",
                verification="Anbud: beskrivning. Leverans: prov mot testdata.",
                phase="delivery",
                is_minimum_requirement=number == 1,
            )
            lot = number % 2
            criterion = criteria[lot] if role == ItemRole.DESIRABLE else None
            item = make_item(
                procurement, requirement=row, role=role, parent=heading, criterion=criterion
            )
            if role == ItemRole.MANDATORY and number > 2:
                item.lots.add(lots[lot])
