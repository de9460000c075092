"""One set of everything from a goal to a contract, in the programme "prov"."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from contracts.models import Contract, ContractClause
from evaluation.choices import Stage
from procurements.choices import ItemRole, ProcurementState
from programmes.models import Goal, Programme
from programmes.register import REGISTERS
from steering.models import Risk
from target_architecture.models import LockIn, Safeguard
from tests import factories as make


@dataclass
class Chain:
    """A goal, a need, a requirement, its item, an answer, two scores, a clause and a draft."""

    programme: Programme
    evaluators: list
    goal: Goal = None
    need: object = None
    module: object = None
    requirement: object = None
    procurement: object = None
    lot: object = None
    item: object = None
    tender: object = None
    evaluation: object = None
    contract: Contract = None
    clause: ContractClause = None
    risk: Risk = None
    lock_in: LockIn = None

    def build(self, number: int = 1) -> "Chain":
        """Make the rows; ``number`` tells those of several sets in a programme apart."""
        programme = self.programme
        self.goal = make.GoalFactory(
            programme=programme, code=f"EM-{number}", title="Uppgifterna följer patienten"
        )
        self.need = make.NeedFactory(
            programme=programme, code=f"BE-{number}", title="Samma läkemedelslista överallt"
        )
        self.need.goals.add(self.goal)
        self.module = make.ModuleFactory(programme=programme, name="Journal", kind="to_procure")
        self.need.modules.add(self.module)
        catalogue = make.CatalogueFactory(programme=programme)
        self.requirement = make.RequirementFactory(
            catalogue=catalogue, code=f"UT-{number}", title="Uttag utan leverantören"
        )
        self.requirement.needs.add(self.need)
        self.requirement.modules.add(self.module)
        self._procure(number)
        self._agree(number)
        return self

    def _procure(self, number: int) -> None:
        self.procurement = make.ProcurementFactory(
            programme=self.programme,
            title=f"Upphandling av journal {number}",
            state=ProcurementState.OPENED,
        )
        self.lot = make.LotFactory(procurement=self.procurement, number=1)
        self.lot.modules.add(self.module)
        criterion = make.AwardCriterionFactory(lot=self.lot)
        self.item = make.make_item(
            self.procurement,
            requirement=self.requirement,
            role=ItemRole.DESIRABLE,
            criterion=criterion,
        )
        self.tender = make.TenderFactory(
            procurement=self.procurement,
            operator=make.OperatorFactory(programme=self.programme, name=f"Nordvind {number} AB"),
        )
        self.tender.lots.add(self.lot)
        make.ResponseFactory(tender=self.tender, item=self.item, answer="yes")
        self.evaluation = make.EvaluationFactory(procurement=self.procurement)
        for evaluator, points in zip(self.evaluators, (3, 4), strict=True):
            make.AssignmentFactory(evaluation=self.evaluation, user=evaluator)
            make.ScoreFactory(
                tender=self.tender, item=self.item, evaluator=evaluator, points=Decimal(points)
            )

    def _agree(self, number: int) -> None:
        programme = self.programme
        self.contract = Contract.objects.create(
            programme=programme, title=f"Journalavtalet {number}", procurement=self.procurement
        )
        self.contract.lots.add(self.lot)
        self.clause = ContractClause.objects.create(
            contract=self.contract, number="12", heading="Rätt till uttag", purpose="data_export"
        )
        self.clause.requirements.add(self.requirement)
        self.risk = Risk.objects.create(
            programme=programme,
            code=f"R-{number}",
            title="Inlåsning",
            category="lock_in",
            probability=3,
            consequence=3,
        )
        self.risk.requirements.add(self.requirement)
        self.clause.risks.add(self.risk)
        self.lock_in = LockIn.objects.create(module=self.module)
        Safeguard.objects.create(
            module=self.module, requirement=self.requirement, purpose="data_export"
        )

    def lock(self) -> None:
        """The scores are locked."""
        self.evaluation.stage, self.evaluation.locked_at = Stage.LOCKED, timezone.now()
        self.evaluation.save()

    def seal(self) -> None:
        """As if the tenders had not been opened."""
        self.procurement.state, self.procurement.opened_at = ProcurementState.PUBLISHED, None
        self.procurement.save()

    @property
    def pages(self) -> dict[str, str]:
        """The pages that everybody in the programme may open, and that show the chain."""
        slug = self.programme.slug

        def row(register: str, pk: int) -> str:
            return REGISTERS[register].url("detail", self.programme, pk)

        return {
            "goal": row("goals", self.goal.pk),
            "need": reverse("requirements_catalog:need-detail", args=[slug, self.need.pk]),
            "requirement": reverse(
                "requirements_catalog:requirement-detail", args=[slug, self.requirement.pk]
            ),
            "chain": reverse(
                "requirements_catalog:requirement-chain", args=[slug, self.requirement.pk]
            ),
            "module": reverse("requirements_catalog:module-detail", args=[slug, self.module.pk]),
            "item": reverse(
                "procurements:item-detail", args=[slug, self.procurement.slug, self.item.pk]
            ),
            "risk": row("risks", self.risk.pk),
            "clause": row("clauses", self.clause.pk),
            "contract": row("contracts", self.contract.pk),
        }

    @property
    def answer_page(self) -> str:
        """The page of the answer, for those who may read tenders."""
        slugs = [self.programme.slug, self.procurement.slug]
        return reverse("tenders:response-detail", args=[*slugs, self.tender.pk, self.item.pk])

    @property
    def score_page(self) -> str:
        """The page where the requirement is scored."""
        slugs = [self.programme.slug, self.procurement.slug]
        return reverse("evaluation:score-edit", args=[*slugs, self.item.pk, self.tender.pk])


@pytest.fixture
def make_chain(programme, make_person):
    """``make_chain(2)``: a further set; the same two evaluators score all of them."""
    people = [make_person("evaluator", programme, f"Utvärderare {number}") for number in (1, 2)]
    return lambda number=1: Chain(programme, people).build(number)


@pytest.fixture
def chain(make_chain):
    """One set: the evaluators gave 3 and 4 of 5, and the scores are not locked."""
    return make_chain()
