"""What is bought, from whom and when: module by module, from the plan to the contract."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from packages.choices import AlternativeState
from packages.models import Placement
from procurements.models import Lot
from programmes.models import Programme
from programmes.register import Column, Sheet
from requirements_catalog.choices import ModuleKind
from requirements_catalog.models import Module
from steering.models import RolloutWave

from .models import Contract


@dataclass
class Bought:
    """A module with the lots that buy it, where the chosen way to package puts it while no lot
    does, the contracts that cover it, and the first wave that puts it to use."""

    module: Module
    lots: list[Lot] = field(default_factory=list)
    placement: Placement | None = None
    contracts: list[Contract] = field(default_factory=list)
    wave: RolloutWave | None = None

    @property
    def in_use_on(self) -> date | None:
        """When the first wave has put it to use, or plans to; None where no wave has it."""
        return self.wave and (self.wave.done_on or self.wave.planned_on)


def bought_in(programme: Programme) -> list[Bought]:
    """Every module that is to be procured, stands in a lot or is covered by a contract, in the
    order of the modules; eleven queries."""
    modules = Module.objects.filter(programme=programme).order_by("position", "pk")
    found = {module.pk: Bought(module) for module in modules}
    lots = Lot.objects.filter(procurement__programme=programme).select_related("procurement")
    for lot in lots.prefetch_related("modules").order_by("procurement", "number"):
        for module in lot.modules.all():
            found[module.pk].lots.append(lot)
    for contract in Contract.objects.in_programme(programme).for_list().order_by("signed_on", "pk"):
        for module in contract.covered_modules():
            found[module.pk].contracts.append(contract)
    _place(programme, found)
    _put_to_use(programme, found)
    return [one for one in found.values() if _is_bought(one)]


def _is_bought(one: Bought) -> bool:
    is_in_process = one.lots or one.contracts or one.placement
    return bool(is_in_process) or one.module.kind == ModuleKind.TO_PROCURE


def _place(programme: Programme, found: dict[int, Bought]) -> None:
    """Where the chosen alternative has what no lot buys yet."""
    chosen = Placement.objects.in_programme(programme).filter(
        alternative__state=AlternativeState.CHOSEN
    )
    for row in chosen.select_related("lot__package__alternative"):
        if not found[row.module_id].lots:
            found[row.module_id].placement = row


def _put_to_use(programme: Programme, found: dict[int, Bought]) -> None:
    waves: Iterable[RolloutWave] = RolloutWave.objects.in_programme(programme)
    for wave in waves.order_by("planned_on", "pk").prefetch_related("modules"):
        for module in wave.modules.all():
            one = found[module.pk]
            one.wave = one.wave or wave


def bought_part(_request: HttpRequest, programme: Programme) -> dict | None:
    """What stands below the list of contracts; nothing in a programme that buys nothing."""
    rows = bought_in(programme)
    return {"programme": programme, "rows": rows} if rows else None


def bought_sheet(_request: HttpRequest, programme: Programme) -> Sheet | None:
    """The same as a sheet of the list's workbook."""
    rows = bought_in(programme)
    return Sheet(_("Vad som köps, från vem och när"), COLUMNS, rows) if rows else None


def _bought_in(one: Bought) -> list[str]:
    named = [f"{lot} ({lot.procurement})" for lot in one.lots]
    return [*named, str(one.placement.lot.package)] if one.placement else named


COLUMNS = [
    Column(_("Modul"), lambda one: one.module.name),
    Column(_("Köps i"), _bought_in),
    Column(
        _("Leverantör"),
        lambda one: [contract.operator.name for contract in one.contracts if contract.operator],
    ),
    Column(_("Avtal"), lambda one: [contract.title for contract in one.contracts]),
    Column(_("I bruk"), lambda one: one.in_use_on),
]
