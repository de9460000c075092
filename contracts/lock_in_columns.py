"""What the list of lock-in tells of tenders and contracts: for all of its modules at once.

The same as the table of a module's page (``protection.py``), in few words.
"""

from collections import defaultdict
from collections.abc import Sequence, Set
from itertools import groupby

from programmes.access import permissions_in
from programmes.models import Programme
from programmes.register import Linked
from programmes.roles import Permission
from requirements_catalog.choices import ModuleKind
from target_architecture.models import LockIn
from target_architecture.registers import is_live, linked_requirements
from tenders.answers import answers_to, may_read_answers, opened_tenders, words_of

from .models import Contract, ContractClause
from .protection import asked_for


def answers_by_row(
    user, programme: Programme, rows: Sequence[LockIn]
) -> dict[int, list[str]] | None:
    """What each tender answers to what protects in a module; eight queries at most.

    None for those who may not read tenders. Of a module that is procured only tenders for a lot of
    it count.
    """
    if not may_read_answers(user, programme):
        return None
    asked = {row.pk: {one.requirement_id for one in row.module.safeguards.all()} for row in rows}
    tenders = opened_tenders(programme).visible_to(user)
    answers = answers_to(tenders, set().union(*asked.values()))
    bought = set(tenders.order_by().values_list("pk", "lots__modules")) if answers else set()
    found: dict[int, list[str]] = defaultdict(list)
    for tender, some in groupby(answers, key=lambda one: one.tender):
        given = list(some)
        for row in rows:
            if (
                row.module.kind == ModuleKind.TO_PROCURE
                and (tender.pk, row.module_id) not in bought
            ):
                continue
            if mine := [one for one in given if one.requirement_id in asked[row.pk]]:
                found[row.pk].append(f"{tender}: {words_of(mine)}")
    return found


def unbought_by_row(
    user, programme: Programme, rows: Sequence[LockIn]
) -> dict[int, list[Linked] | None] | None:
    """The codes of what protects in a module that no procurement of it asks for; two queries.

    A module of which nothing is lacking has None, which is not told. None in all for those who may
    not read procurements.
    """
    if Permission.VIEW_PROCUREMENT not in permissions_in(user, programme):
        return None
    asked = asked_for({row.module_id for row in rows})
    return {
        row.pk: _codes_outside(row, asked[row.module_id]) if row.module_id in asked else None
        for row in rows
    }


def _codes_outside(row: LockIn, asked: Set[int]) -> list[Linked] | None:
    guards = {one.requirement for one in row.module.safeguards.all()}
    outside = [one for one in guards if is_live(one) and one.pk not in asked]
    return linked_requirements(row, outside) or None


def clauses_by_row(
    user, programme: Programme, rows: Sequence[LockIn]
) -> dict[int, list[str]] | None:
    """The clauses with a purpose of each module, by contract; eight queries.

    A clause that names no module is for all that its contract covers. None for those who may not
    read contracts.
    """
    if Permission.VIEW_PROCUREMENT not in permissions_in(user, programme):
        return None
    covered = {
        one.pk: {module.pk for module in one.covered_modules()}
        for one in Contract.objects.in_programme(programme).for_list()
    }
    clauses = ContractClause.objects.in_programme(programme).exclude(purpose="")
    clauses = clauses.select_related("contract").prefetch_related("modules").in_order()
    modules = {row.module_id: row.pk for row in rows}
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in clauses:
        own = {module.pk for module in one.modules.all()} or covered[one.contract_id]
        for module in own & modules.keys():
            found[modules[module]][one.contract.title].append(one.number)
    return {
        row: [f"{title}: {', '.join(numbers)}" for title, numbers in by_contract.items()]
        for row, by_contract in found.items()
    }
