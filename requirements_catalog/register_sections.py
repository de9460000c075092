"""What the catalogue adds to the registers of a programme: the chain that a goal begins."""

from django.http import HttpRequest

from programmes.models import Goal
from programmes.register import Section
from programmes.registered_sections import add_section

from .models import Need, Requirement
from .registered_chain import Start, chain_of


def _chain(request: HttpRequest, goal: Goal) -> dict:
    """All that the goal leads to, in needs and requirements that are in force."""
    needs = Need.objects.filter(goals=goal).live()
    start = Start(
        goal.programme,
        Requirement.objects.requirements().live().filter(needs__in=needs.values("pk")),
        goals=Goal.objects.filter(pk=goal.pk),
        needs=needs,
    )
    return {"programme": goal.programme, "chain": chain_of(request, start)}


add_section("goals", Section("requirements_catalog/_chain.html", _chain))
