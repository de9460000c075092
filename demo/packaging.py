"""The demo's ways to package, and the one that was chosen."""

from datetime import date

from packages.actions import move_module, save_alternative, save_lot, save_package
from packages.actions_choice import choose_alternative
from packages.models import (
    ModuleEstimate,
    OrderConstraint,
    Package,
    PackageLot,
    PackagingAlternative,
)
from procurements.models import Procurement
from programmes.models import Decision, Programme

from .content import packaging_content
from .entries import save_entry


def weigh_packaging(
    *, programme: Programme, procurement: Procurement, decision: Decision, by
) -> None:
    """Three alternatives, of which the one that the procurement came of is chosen.

    Its later package gets no procurement yet: the first has to be signed before.
    """
    data = packaging_content()
    modules = {row.code: row for row in programme.modules.all()}
    for entry in data["estimates"]:
        save_entry(ModuleEstimate(), entry, by=by, names={"module": modules})
    for entry in data["orders"]:
        names = {"before": modules, "after": modules}
        save_entry(OrderConstraint(), entry, by=by, names=names)
    alternatives = {
        entry["key"]: _alternative(programme, number, entry, modules, procurement, by)
        for number, entry in enumerate(data["alternatives"], 1)
    }
    reasons = {
        alternatives[entry["key"]].pk: entry["rejected"]
        for entry in data["alternatives"]
        if "rejected" in entry
    }
    (chosen,) = (entry for entry in data["alternatives"] if "chosen" in entry)
    choose_alternative(
        alternative=alternatives[chosen["key"]],
        decision=decision,
        reason=chosen["chosen"],
        rejected=reasons,
        packages=(),
        by=by,
    )


def _alternative(
    programme, number: int, entry: dict, modules, procurement, by
) -> PackagingAlternative:
    texts = {name: entry[name] for name in ("title", "idea", "pros", "cons")}
    alternative = save_alternative(
        alternative=PackagingAlternative(programme=programme, position=number, **texts), by=by
    )
    for given in entry["packages"]:
        _package(alternative, given, modules, procurement, by)
    return alternative


def _package(alternative, entry: dict, modules, procurement, by) -> None:
    start = entry.get("starts_on")
    package = save_package(
        package=Package(
            alternative=alternative,
            title=entry["title"],
            procedure=entry["procedure"],
            form=entry["form"],
            starts_on=date.fromisoformat(start) if start else None,
            note=entry.get("note", ""),
            procurement=procurement if entry.get("procurement") else None,
        ),
        by=by,
    )
    first = package.lots.get()
    for given in entry["lots"]:
        lot = first if given["number"] == first.number else PackageLot(package=package)
        for name in ("number", "title", "sub_areas"):
            setattr(lot, name, given.get(name, ""))
        save_lot(lot=lot, by=by)
        for code in given["modules"]:
            move_module(alternative=alternative, module=modules[code], lot=lot, by=by)
