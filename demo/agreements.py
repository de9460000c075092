"""The demo's contracts: drafts for what is being bought, and what was agreed before."""

from contracts.models import CallOff, Contract, ContractClause
from procurements.models import Procurement
from requirements_catalog.models import Catalogue
from tenders.actions_suppliers import find_or_register_operator
from tenders.models import OwnerChange

from .content import contract_content
from .entries import save_entry


def agree(*, procurement: Procurement, catalogue: Catalogue, by) -> None:
    """Fill the registers of contracts, after the tenders' suppliers are there.

    The award is not decided, so the contracts of the procurement are drafts without a supplier.
    """
    data, programme = contract_content(), procurement.programme
    for supplier in data["suppliers"]:
        row = find_or_register_operator(
            programme=programme,
            name=supplier["name"],
            organisation_number=supplier["organisation_number"],
            by=by,
        )
        save_entry(row, {"contact_email": supplier["contact_email"]}, by=by)
    operators = {row.name: row for row in programme.operators.all()}
    for entry in data["owner_changes"]:
        save_entry(OwnerChange(), entry, by=by, names={"operator": operators})
    modules = {row.code: row for row in programme.modules.all()}
    contracts = {}
    for entry in data["contracts"]:
        names = {
            "operator": operators,
            "modules": modules,
            "lots": {lot.number: lot for lot in procurement.lots.all()},
        }
        row = Contract(programme=programme, procurement=procurement if "lots" in entry else None)
        contracts[entry["key"]] = save_entry(row, entry, by=by, names=names)
    names = {
        "contract": contracts,
        "requirements": {row.code: row for row in catalogue.requirements.requirements()},
        "risks": {row.code: row for row in programme.risks.all()},
    }
    for entry in data["clauses"]:
        save_entry(ContractClause(), entry, by=by, names=names)
    for entry in data["call_offs"]:
        save_entry(CallOff(), entry, by=by, names=names)
