"""A small procurement with opened tenders, ready to be evaluated."""

from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from evaluation import actions
from procurements.choices import ItemRole, ProcurementState
from tests import factories as make


@dataclass
class Scene:
    """One lot, one ska-requirement, two criteria with bör-requirements, tenders and people."""

    programme: object
    officer: object
    evaluators: list
    procurement: object = None
    lot: object = None
    mandatory: object = None
    items: list = field(default_factory=list)
    price_items: list = field(default_factory=list)
    tenders: dict = field(default_factory=dict)
    evaluation: object = None

    def tender(self, name, *, unit_prices=(100, 10), answer="yes"):
        """Add a tender for the lot, with its answer to the ska-requirement and its prices."""
        operator = make.OperatorFactory(programme=self.programme, name=name)
        tender = make.TenderFactory(procurement=self.procurement, operator=operator)
        tender.lots.add(self.lot)
        if answer is not None:
            make.ResponseFactory(tender=tender, item=self.mandatory, answer=answer)
        for item in self.items:
            make.ResponseFactory(tender=tender, item=item, answer="yes", comment=f"{name} svarar")
        for price_item, price in zip(self.price_items, unit_prices, strict=False):
            make.PriceLineFactory(tender=tender, price_item=price_item, unit_price=Decimal(price))
        self.tenders[name] = tender
        return tender

    def start(self):
        """Start the evaluation and appoint the evaluators."""
        self.evaluation = actions.start_evaluation(procurement=self.procurement, by=self.officer)
        for person in self.evaluators:
            actions.assign_evaluator(evaluation=self.evaluation, user=person, by=self.officer)
        return self.evaluation

    def score(self, name, points, person=None):
        """Score every bör-requirement of a tender; ``points`` in order, by one person or all."""
        for evaluator in [person] if person else self.evaluators:
            for item, given in zip(self.items, points, strict=True):
                actions.record_score(
                    evaluation=self.evaluation,
                    tender=self.tenders[name],
                    item=item,
                    points=Decimal(given),
                    reason=f"{evaluator} om {name}",
                    by=evaluator,
                )

    def lock(self):
        """Lock the scores."""
        self.evaluation = actions.lock_scores(
            evaluation=self.evaluation, by=self.officer, reason="Alla är klara."
        )
        return self.evaluation

    @property
    def address(self):
        """The part of every address that names programme and procurement."""
        return f"/p/{self.programme.slug}/evaluation/{self.procurement.slug}/"


@pytest.fixture
def make_scene(programme, make_person):
    """``make_scene(evaluators=2, **plan)``: a scene without tenders."""

    def build(evaluators=2, **plan):
        people = [
            make_person("evaluator", programme, f"Utvärderare {number + 1}")
            for number in range(evaluators)
        ]
        scene = Scene(programme, make_person("procurement_officer", programme), people)
        scene.procurement = make.ProcurementFactory(
            programme=programme, slug="journal", state=ProcurementState.OPENED
        )
        scene.lot = make.LotFactory(procurement=scene.procurement, number=1, title="Journal")
        for name, value in plan.items():
            setattr(scene.lot.plan, name, value)
        scene.lot.plan.save()
        scene.mandatory = make.make_item(scene.procurement)
        usability = make.AwardCriterionFactory(
            lot=scene.lot, key="usability", title="Användbarhet", max_deduction=400, weight=30,
            position=1,
        )  # fmt: skip
        support = make.AwardCriterionFactory(
            lot=scene.lot, key="support", title="Stöd", max_deduction=100, weight=20, position=2
        )
        scene.items = [
            make.make_item(scene.procurement, role=ItemRole.DESIRABLE, criterion=criterion)
            for criterion in (usability, usability, support)
        ]
        scene.price_items = [
            make.PriceItemFactory(lot=scene.lot, number=1, title="Licens", quantity=Decimal(10)),
            make.PriceItemFactory(lot=scene.lot, number=2, title="Drift", quantity=Decimal("2.5")),
        ]
        return scene

    return build


@pytest.fixture
def scene(make_scene):
    """Two tenders that qualify and one that fails the ska-requirement; scoring has begun."""
    scene = make_scene()
    scene.tender("Alfa", unit_prices=(100, 10))  # 1 000 + 25 = 1 025
    scene.tender("Beta", unit_prices=(90, 12))  # 900 + 30 = 930
    scene.tender("Gamma", unit_prices=(1, 1), answer="no")
    scene.start()
    return scene


@pytest.fixture
def locked_scene(scene):
    """The scene scored and locked: Alfa 779 before Beta 830, Gamma rejected."""
    first, second = scene.evaluators
    scene.score("Alfa", (5, 4, 3), first)
    scene.score("Alfa", (4, 3, 3), second)
    scene.score("Beta", (2, 1, 1), first)
    scene.score("Beta", (1, 1, 2), second)
    scene.lock()
    return scene
