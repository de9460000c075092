"""The demo's target architecture around its modules: what the map is drawn from."""

from programmes.models import Programme
from requirements_catalog.models import Catalogue
from target_architecture.models import (
    ArchitectureState,
    InformationClass,
    Interface,
    LockIn,
    Principle,
    Replacement,
    Safeguard,
)

from .content import architecture_content
from .entries import save_entry


def draw_landscape(*, programme: Programme, catalogue: Catalogue, by) -> None:
    """Fill the registers of the architecture, after modules, standards and requirements."""
    data = architecture_content()
    modules = {row.code: row for row in programme.modules.all()}
    requirements = {row.code: row for row in catalogue.requirements.requirements()}
    for entry in data["states"]:
        save_entry(ArchitectureState(programme=programme), entry, by=by)
    information = {
        entry["code"]: save_entry(InformationClass(programme=programme), entry, by=by)
        for entry in data["information"]
    }
    names = {
        "source": modules,
        "target": modules,
        "information": information,
        "standards": {row.code: row for row in programme.standards.all()},
    }
    for entry in data["interfaces"]:
        save_entry(Interface(programme=programme), entry, by=by, names=names)
    for entry in data["principles"]:
        row = Principle(programme=programme)
        save_entry(row, entry, by=by, names={"requirements": requirements})
    for entry in data["replacements"]:
        save_entry(Replacement(), entry, by=by, names={"old": modules, "new": modules})
    for entry in data["lock_in"]:
        save_entry(LockIn(), entry, by=by, names={"module": modules})
    for purpose, by_module in data["safeguards"].items():
        for code, protecting in by_module.items():
            for requirement in protecting:
                entry = {"module": code, "requirement": requirement, "purpose": purpose}
                names = {"module": modules, "requirement": requirements}
                save_entry(Safeguard(), entry, by=by, names=names)
