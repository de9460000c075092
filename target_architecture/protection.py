"""What protects the buyer in a module, and what is lacking."""

from dataclasses import dataclass

from common.ordering import natural
from requirements_catalog.choices import ModuleKind, RequirementStatus
from requirements_catalog.models import Module, Requirement

from .choices import SafeguardPurpose
from .models import Safeguard

# The modules that requirements are put on. What exists, what is being replaced and what is national
# is as it is.
ASKED = (ModuleKind.TO_PROCURE, ModuleKind.SHARED_PLATFORM)
# What a module of each kind cannot be without. That a national service is used without a
# requirement on connection is told of each interface to it: the requirement stands in the module
# that uses the service.
NEEDED = dict.fromkeys(ASKED, (SafeguardPurpose.EXIT, SafeguardPurpose.DATA_EXPORT))


@dataclass(frozen=True)
class Protection:
    """The requirements that protect in one respect; ``is_lacking`` where one in force is needed."""

    purpose: SafeguardPurpose
    requirements: list[Requirement]
    is_lacking: bool

    @property
    def label(self) -> str:
        """What they protect from."""
        return self.purpose.label


def protection_of(module: Module) -> list[Protection]:
    """What there is or should be, in the order of the purposes; one query.

    A withdrawn requirement stands in the list and protects nothing.
    """
    rows: dict[str, list[Requirement]] = {}
    for row in (
        Safeguard.objects.filter(module=module)
        .for_list()
        .order_by(natural("requirement__code"), "pk")
    ):
        rows.setdefault(row.purpose, []).append(row.requirement)
    needed = NEEDED.get(ModuleKind(module.kind), ())
    return [
        Protection(
            purpose,
            found,
            is_lacking=purpose in needed
            and all(one.status == RequirementStatus.WITHDRAWN for one in found),
        )
        for purpose in SafeguardPurpose
        if (found := rows.get(purpose, [])) or purpose in needed
    ]
