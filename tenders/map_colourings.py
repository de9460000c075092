"""The map of the architecture, coloured by how much of what is asked the tenders say yes to.

Offered only to those who read the tenders of the whole programme, and only tenders of procurements
that are opened count: before that a colour would tell that there are any (LOU 12:10, OSL 19:3).
"""

from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurements.models import Procurement
from programmes.models import Programme
from programmes.roles import Permission
from requirements_catalog.models import Module, RequirementModule
from target_architecture.colourings import Colouring, Shades, Told, register
from target_architecture.drawing.picture import Shade

from .answers import answers_to, opened_tenders
from .compliance import MET
from .models import Tender

# Percent of the answers from which a step begins; all of them is a step of its own.
MOST, HALF = 90, 50


def _by_coverage(programme: Programme, modules: Sequence[Module]) -> dict[int, Shade]:
    """Each module by the share of yes among what tenders for it are asked; seven queries at most.

    A tender is for the modules of its lots. Only what is answered with yes or no is counted, in
    each tender by itself, and no answer is not a yes. A module that no opened procurement buys, or
    asks anything of, stays plain.
    """
    links = RequirementModule.objects.filter(module__in=modules)
    of_requirement: dict[int, list[int]] = defaultdict(list)
    for requirement, module in links.values_list("requirement", "module"):
        of_requirement[requirement].append(module)
    bought = set(
        Tender.objects.in_programme(programme).values_list("pk", "lots__modules").order_by()
    )
    asked: dict[int, int] = defaultdict(int)
    met: dict[int, int] = defaultdict(int)
    for one in answers_to(opened_tenders(programme), links.order_by().values("requirement")):
        if not one.is_yes_no:
            continue
        for module in of_requirement[one.requirement_id]:
            if (one.tender.pk, module) not in bought:
                continue
            asked[module] += 1
            met[module] += one.state == MET
    return {module: shade_of(met[module], count) for module, count in asked.items()}


def shade_of(met: int, asked: int) -> Shade:
    """The step of a share: whole numbers are compared, so nothing is rounded."""
    if met == asked:
        return Shade(2, _("ja på allt"), 1)
    if met * 100 >= MOST * asked:
        return Shade(1, _("ja på minst %(percent)d procent") % {"percent": MOST}, 2)
    if met * 100 >= HALF * asked:
        return Shade(6, _("ja på minst %(percent)d procent") % {"percent": HALF}, 3)
    return Shade(5, _("ja på mindre än %(percent)d procent") % {"percent": HALF}, 4)


def _told(programme: Programme, shades: Shades) -> Told:
    """Whose answers they are, or why there are none to read; one query."""
    by_procurement: dict[Procurement, list[str]] = defaultdict(list)
    for tender in opened_tenders(programme).select_related("operator", "procurement"):
        by_procurement[tender.procurement].append(str(tender.operator))
    if not by_procurement or not shades:
        text = _("Inga öppnade anbud svarar på krav som hör till modulerna, så de har ingen färg.")
        return Told(
            text, reverse("tenders:procurement-list", args=[programme.slug]), _("Till anbuden")
        )
    whose = "; ".join(
        f"{procurement}: {', '.join(suppliers)}"
        for procurement, suppliers in by_procurement.items()
    )
    text = _(
        "Andelen ja i svaren från alla anbud tillsammans, bland det som besvaras med ja eller nej. "
        "%(whose)s."
    ) % {"whose": whose}
    latest = next(iter(by_procurement))
    url = reverse("tenders:tender-matrix", args=[programme.slug, latest.slug])
    return Told(text, url, _("Visa svaren krav för krav"))


register(
    Colouring(
        "answers",
        gettext_lazy("Anbudens svar"),
        Permission.VIEW_TENDERS,
        _by_coverage,
        gettext_lazy("inga svar att räkna"),
        _told,
    )
)
