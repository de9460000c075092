"""How the buyer is protected in a module: by requirement, by what tenders answer, by clause."""

from collections import defaultdict
from collections.abc import Collection, Set
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from common.ordering import swedish
from procurements.choices import ItemRole
from procurements.models import ProcurementRequirement
from programmes.access import permissions_in
from programmes.roles import Permission
from requirements_catalog.choices import ModuleKind
from requirements_catalog.models import Module, Requirement
from target_architecture.choices import SafeguardPurpose
from target_architecture.models import LockIn
from target_architecture.protection import protection_of
from tenders.answers import (
    GivenAnswer,
    address_of,
    answers_to,
    may_read_answers,
    opened_tenders,
    words_of,
)
from tenders.compliance import NOT_MET, UNANSWERED
from tenders.countries import EEA
from tenders.models import OwnerChange, Tender

from .models import Contract, ContractClause


@dataclass(frozen=True)
class TenderWords:
    """What one tender answers to the requirements of a purpose."""

    supplier: str
    words: str
    url: str
    is_lacking: bool


@dataclass(frozen=True)
class Guard:
    """What protects in one respect. ``answers`` is None for those who may not read tenders.

    ``unbought`` has the keys of requirements that the procurements of the module do not ask for.
    ``is_tendered`` says whether the person reads some tender for the module, so that one that lacks
    an answer can be told from one that nobody has been asked about.
    """

    purpose: SafeguardPurpose
    requirements: list[Requirement]
    is_needed: bool
    answers: list[TenderWords] | None
    clauses: list[ContractClause]
    is_tendered: bool = False
    unbought: frozenset[int] = frozenset()

    @property
    def label(self) -> str:
        """What it protects from."""
        return self.purpose.label


def guards_of(user, module: Module) -> list[Guard]:
    """Each respect in which a module is or should be protected; eleven queries at most.

    A module that is procured is asked about in every respect but connection, which is told where
    there is something.
    """
    protections = {one.purpose: one for one in protection_of(module)}
    requirements = {purpose: one.requirements for purpose, one in protections.items()}
    keys = {row.pk for rows in requirements.values() for row in rows}
    clauses = _clauses(module)
    tenders = _tenders(user, module)
    answers = None if tenders is None else answers_to(tenders, keys)
    is_tendered = tenders is not None and (bool(answers) or tenders.exists())
    unbought = _unbought(user, module, keys)
    return [
        Guard(
            purpose,
            requirements.get(purpose, []),
            purpose in protections and protections[purpose].is_lacking,
            _by_tender(module, answers, requirements.get(purpose, [])),
            clauses.get(purpose, []),
            is_tendered,
            unbought,
        )
        for purpose in SafeguardPurpose
        if purpose in protections or purpose in clauses or _is_asked(module, purpose)
    ]


def _unbought(user, module: Module, requirements: Set[int]) -> frozenset[int]:
    """What no procurement of the module asks for; nothing is told to who reads no procurements."""
    if Permission.VIEW_PROCUREMENT not in permissions_in(user, module.programme):
        return frozenset()
    return frozenset(requirements - asked_for({module.pk}).get(module.pk, requirements))


def asked_for(modules: Collection[int]) -> dict[int, set[int]]:
    """Module → the requirements that its procurements ask for, by key; two queries.

    A module that is in no procurement, or in one without a package, is not there.
    """
    items = ProcurementRequirement.objects.exclude(role=ItemRole.HEADING).order_by()
    of_lots = items.filter(lots__modules__in=modules)
    of_all_lots = items.filter(lots=None, procurement__lots__modules__in=modules)
    found: dict[int, set[int]] = defaultdict(set)
    for module, requirement in (
        *of_lots.values_list("lots__modules", "version__requirement"),
        *of_all_lots.values_list("procurement__lots__modules", "version__requirement"),
    ):
        found[module].add(requirement)
    return dict(found)


def _is_asked(module: Module, purpose: SafeguardPurpose) -> bool:
    return module.kind == ModuleKind.TO_PROCURE and purpose != SafeguardPurpose.CONNECTION


def _clauses(module: Module) -> dict[str, list[ContractClause]]:
    """Clauses with a purpose that name the module, or no module in a contract that covers it."""
    found: dict[str, list[ContractClause]] = defaultdict(list)
    rows = ContractClause.objects.in_programme(module.programme_id).for_module(module)
    rows = rows.exclude(purpose="").select_related("contract")
    for row in rows.in_order():
        found[row.purpose].append(row)
    return found


def _tenders(user, module: Module) -> QuerySet[Tender] | None:
    """Tenders that the person reads: for a module that is bought those in a lot of it.

    A module that is not bought, such as a national service, is connected to by what is.
    """
    if not may_read_answers(user, module.programme):
        return None
    found = opened_tenders(module.programme).visible_to(user)
    if module.kind == ModuleKind.TO_PROCURE:
        bought = Tender.objects.filter(lots__modules=module)
        found = found.filter(pk__in=bought.order_by().values("pk"))
    return found


def _by_tender(
    module: Module, answers: list[GivenAnswer] | None, requirements: list[Requirement]
) -> list[TenderWords] | None:
    if answers is None:
        return None
    keys = {row.pk for row in requirements}
    mine = [one for one in answers if one.requirement_id in keys]
    found = []
    for tender, rows in groupby(mine, key=lambda one: one.tender):
        given = list(rows)
        lacks = any(one.state in (NOT_MET, UNANSWERED) for one in given)
        url = address_of(module.programme, given)
        found.append(TenderWords(str(tender), words_of(given), url, lacks))
    return found


@dataclass(frozen=True)
class NewOwner:
    """A change of a supplier's owner, and a contract with that supplier."""

    change: OwnerChange
    contract: Contract


def to_third_country() -> QuerySet[OwnerChange]:
    """Changes by which a supplier got an owner outside of the EEA."""
    return OwnerChange.objects.exclude(country__in=EEA)


def new_owners(module: Module, assessed_on: date | None) -> list[NewOwner]:
    """Owners in a third country that a supplier with a contract got since the last assessment.

    Only contracts that bind today count: they are signed, so their suppliers are public. Two
    queries.
    """
    binding = Contract.objects.covering(module).binding(timezone.localdate())
    contracts = list(binding.order_by(swedish("title"), "pk"))
    changes = to_third_country().filter(operator__in=[one.operator_id for one in contracts])
    if assessed_on:
        changes = changes.filter(changed_on__gt=assessed_on)
    by_operator = defaultdict(list)
    for change in changes.select_related("operator"):
        by_operator[change.operator_id].append(change)
    return [NewOwner(change, one) for one in contracts for change in by_operator[one.operator_id]]


def protection_values(request: HttpRequest, module: Module) -> dict:
    """What a module's page, and that of its assessment, show of all this."""
    assessment = LockIn.objects.filter(module=module).first()
    assessed_on = assessment.assessed_on if assessment else None
    return {
        "programme": module.programme,
        "module": module,
        "guards": guards_of(request.user, module),
        "can_edit": Permission.EDIT_REQUIREMENTS in permissions_in(request.user, module.programme),
        "shows_answers": may_read_answers(request.user, module.programme),
        "owners": new_owners(module, assessed_on),
        "assessed_on": assessed_on,
    }
