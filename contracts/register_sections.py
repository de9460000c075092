"""What contracts add to the registers of apps to the left."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.ordering import swedish
from programmes.access import permissions_in
from programmes.register import REGISTERS, ListPart, Section
from programmes.registered_sections import AddedColumn, add_column, add_list_part, add_section
from steering.models import Risk
from target_architecture.models import LockIn
from target_architecture.registers import PROTECTION
from tenders.models import EconomicOperator

from .bought import bought_part, bought_sheet
from .lock_in_columns import answers_by_row, clauses_by_row, unbought_by_row
from .protection import protection_values


def _of_risk(request: HttpRequest, risk: Risk) -> dict:
    clauses = risk.clauses.select_related("contract").in_order()
    may_link = REGISTERS["clauses"].edits in permissions_in(request.user, risk.programme)
    return {"programme": risk.programme, "clauses": clauses, "may_link": may_link}


def _of_lock_in(request: HttpRequest, row: LockIn) -> dict:
    return {"programme": row.module.programme, "values": protection_values(request, row.module)}


def _of_supplier(_request: HttpRequest, operator: EconomicOperator) -> dict:
    return {
        "programme": operator.programme,
        "contracts": operator.contracts.order_by(swedish("title")),
    }


add_list_part("contracts", ListPart("contracts/_bought.html", bought_part, bought_sheet))
add_section("risks", Section("contracts/_risk_clauses.html", _of_risk))
add_section("lock-in", Section("contracts/_module_protection.html", _of_lock_in))
add_section("suppliers", Section("contracts/_supplier_contracts.html", _of_supplier))
add_column("lock-in", AddedColumn(_("Krav utanför upphandlingen"), PROTECTION, unbought_by_row))
add_column("lock-in", AddedColumn(_("Svar i anbuden"), PROTECTION, answers_by_row))
add_column("lock-in", AddedColumn(_("Avtalsvillkor"), PROTECTION, clauses_by_row))
