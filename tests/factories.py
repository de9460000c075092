"""One factory a model, for tests that need rows; each makes the least that is valid."""

from decimal import Decimal

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import User
from evaluation.choices import Stage
from evaluation.models import Evaluation, EvaluatorAssignment, Score
from procurements.choices import ItemRole, ProcurementState
from procurements.models import AwardCriterion, AwardPlan, Lot, PriceItem, Procurement
from procurements.models import ProcurementRequirement as Item
from programmes.choices import GoalKind, MilestoneLane, Perspective
from programmes.models import Goal, Job, Membership, Milestone, Organisation, Programme
from requirements_catalog.choices import Dimension, RequirementKind
from requirements_catalog.models import (
    Attachment,
    Catalogue,
    Comment,
    Module,
    Need,
    NeedChange,
    NeedSource,
    Requirement,
    RequirementRelation,
    Standard,
)
from requirements_catalog.versions import capture_versions
from tenders.models import EconomicOperator, PriceLine, RequirementResponse, Tender


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@exempel.test")
    full_name = factory.Sequence(lambda n: f"Person {n}")


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    slug = factory.Sequence(lambda n: f"program-{n}")
    name = factory.Sequence(lambda n: f"Program {n}")


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Region {n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    programme = factory.SubFactory(ProgrammeFactory)
    user = factory.SubFactory(UserFactory)
    role = "reader"


class GoalFactory(DjangoModelFactory):
    class Meta:
        model = Goal

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"M{n}")
    kind = GoalKind.OUTCOME
    title = factory.Sequence(lambda n: f"Mål {n}")
    perspective = Perspective.PATIENTS


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Milstolpe {n}")
    lane = MilestoneLane.PROGRAMME
    planned_on = factory.LazyFunction(lambda: timezone.localdate())


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    programme = factory.SubFactory(ProgrammeFactory)
    started_by = factory.SubFactory(UserFactory)
    kind = "test"
    title = "Ett jobb"


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = Module

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"MOD{n}")
    name = factory.Sequence(lambda n: f"Modul {n}")


class StandardFactory(DjangoModelFactory):
    class Meta:
        model = Standard

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"STD{n}")
    name = factory.Sequence(lambda n: f"Standard {n}")


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = Need

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"BEH-{n:03}")
    title = factory.Sequence(lambda n: f"Behov {n}")
    perspective = Perspective.STAFF
    dimension = Dimension.INFORMATION


class NeedSourceFactory(DjangoModelFactory):
    class Meta:
        model = NeedSource

    need = factory.SubFactory(NeedFactory)
    kind = "workshop"
    name = factory.Sequence(lambda n: f"Workshop {n}")


class NeedChangeFactory(DjangoModelFactory):
    class Meta:
        model = NeedChange

    programme = factory.SubFactory(ProgrammeFactory)
    kind = "capture"
    label = "Ett nytt behov"


class CatalogueFactory(DjangoModelFactory):
    class Meta:
        model = Catalogue

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"katalog-{n}")
    name = factory.Sequence(lambda n: f"Katalog {n}")


class HeadingFactory(DjangoModelFactory):
    class Meta:
        model = Requirement

    catalogue = factory.SubFactory(CatalogueFactory)
    position = factory.Sequence(lambda n: (n + 1) << 20)
    is_heading = True
    title = factory.Sequence(lambda n: f"Rubrik {n}")


class RequirementFactory(DjangoModelFactory):
    class Meta:
        model = Requirement

    catalogue = factory.SubFactory(CatalogueFactory)
    position = factory.Sequence(lambda n: (n + 1) << 20)
    code = factory.Sequence(lambda n: f"KRAV-{n:04}")
    title = factory.Sequence(lambda n: f"Krav {n}")
    text = "Systemet ska visa patientens aktuella läkemedelslista."
    kind = RequirementKind.MANDATORY
    answer_format = "yes_no"


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = Comment

    requirement = factory.SubFactory(RequirementFactory)
    written_by = factory.SubFactory(UserFactory)
    text = "Vad menas med aktuell?"


class RelationFactory(DjangoModelFactory):
    class Meta:
        model = RequirementRelation

    source = factory.SubFactory(RequirementFactory)
    target = factory.SubFactory(RequirementFactory)
    kind = "refines"


class AttachmentFactory(DjangoModelFactory):
    class Meta:
        model = Attachment

    requirement = factory.SubFactory(RequirementFactory)
    uploaded_by = factory.SubFactory(UserFactory)
    file = factory.LazyFunction(lambda: ContentFile(b"Underlag", name="underlag"))
    name = "underlag.txt"
    content_type = "text/plain"
    size = 8
    digest = factory.Sequence(lambda n: f"{n:064}")


class ProcurementFactory(DjangoModelFactory):
    class Meta:
        model = Procurement

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"upphandling-{n}")
    title = factory.Sequence(lambda n: f"Upphandling {n}")
    state = ProcurementState.DRAFT
    published_at = factory.LazyAttribute(
        lambda made: None if made.state == ProcurementState.DRAFT else timezone.now()
    )
    opened_at = factory.LazyAttribute(
        lambda made: timezone.now() if made.state == ProcurementState.OPENED else None
    )


class LotFactory(DjangoModelFactory):
    class Meta:
        model = Lot
        skip_postgeneration_save = True

    procurement = factory.SubFactory(ProcurementFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Delkontrakt {n}")

    @factory.post_generation
    def plan(self, create, extracted, **fields):
        AwardPlan.objects.create(lot=self, **fields)


class AwardCriterionFactory(DjangoModelFactory):
    class Meta:
        model = AwardCriterion

    lot = factory.SubFactory(LotFactory)
    key = factory.Sequence(lambda n: f"kriterium-{n}")
    title = factory.Sequence(lambda n: f"Kriterium {n}")
    max_deduction = Decimal(1_000_000)


def make_item(procurement, *, requirement=None, role=ItemRole.MANDATORY, **fields) -> Item:
    """A requirement of a package, frozen from a catalogue row (made when none is given)."""
    if requirement is None:
        catalogue = Catalogue.objects.filter(programme=procurement.programme).first()
        catalogue = catalogue or CatalogueFactory(programme=procurement.programme)
        make = HeadingFactory if role == ItemRole.HEADING else RequirementFactory
        kind = {} if role == ItemRole.HEADING else {"kind": role}
        requirement = make(catalogue=catalogue, **kind)
    version = capture_versions([requirement], by=None)[requirement.pk]
    if role == ItemRole.DESIRABLE:
        fields.setdefault("max_points", Decimal(5))
    fields.setdefault("position", requirement.position)
    item = Item.objects.create(procurement=procurement, version=version, role=role, **fields)
    if item.criterion:
        item.lots.add(item.criterion.lot)
    return item


class PriceItemFactory(DjangoModelFactory):
    class Meta:
        model = PriceItem

    lot = factory.SubFactory(LotFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Prispost {n}")
    unit = "st"
    quantity = Decimal(1)


class OperatorFactory(DjangoModelFactory):
    class Meta:
        model = EconomicOperator

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Leverantör {n} AB")


class TenderFactory(DjangoModelFactory):
    class Meta:
        model = Tender

    procurement = factory.SubFactory(ProcurementFactory)
    operator = factory.SubFactory(
        OperatorFactory, programme=factory.SelfAttribute("..procurement.programme")
    )
    received_at = factory.LazyFunction(timezone.now)


class ResponseFactory(DjangoModelFactory):
    class Meta:
        model = RequirementResponse

    tender = factory.SubFactory(TenderFactory)
    answer = "yes"


class PriceLineFactory(DjangoModelFactory):
    class Meta:
        model = PriceLine

    tender = factory.SubFactory(TenderFactory)
    unit_price = Decimal(1000)


class EvaluationFactory(DjangoModelFactory):
    class Meta:
        model = Evaluation

    procurement = factory.SubFactory(ProcurementFactory)
    stage = Stage.SCORING
    locked_at = factory.LazyAttribute(
        lambda made: timezone.now() if made.stage == Stage.LOCKED else None
    )


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = EvaluatorAssignment

    evaluation = factory.SubFactory(EvaluationFactory)
    user = factory.SubFactory(UserFactory)


class ScoreFactory(DjangoModelFactory):
    class Meta:
        model = Score

    evaluator = factory.SubFactory(UserFactory)
    points = Decimal(3)
    reason = "Motiverat."
