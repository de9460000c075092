"""What leads from a goal, and what is bought for it, on the goal's page."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.ordering import natural
from programmes.access import permissions_in
from programmes.models import Goal
from programmes.register import Link, Section
from programmes.registered_sections import add_link, add_section
from programmes.roles import Permission
from requirements_catalog.models import Requirement

from .choices import ItemRole
from .goal_shares import bought_in

# So many needs are named; the rest are a number with a way to them.
NEEDS = 8


def _bought(request: HttpRequest, goal: Goal) -> dict | None:
    allowed = permissions_in(request.user, goal.programme)
    if not {Permission.VIEW_PROCUREMENT, Permission.VIEW_CATALOGUE} <= allowed:
        return None
    needs = list(goal.needs.live().order_by(natural("code")))
    live = Requirement.objects.in_programme(goal.programme).requirements().live()
    return {
        "programme": goal.programme,
        "goal": goal,
        "needs": needs[:NEEDS],
        "need_count": len(needs),
        "requirement_count": live.filter(needs__in=goal.needs.live()).distinct().count(),
        "procurements": [_line(bought, goal) for bought in bought_in(goal.programme)],
    }


def _line(bought, goal: Goal) -> dict:
    row = next(row for row in bought.goals if row.key == goal.pk)
    whole, (mandatory, points) = bought.parts[0], row.cells[0]
    return {
        "procurement": bought.procurement,
        "mandatory": mandatory,
        "points": points,
        "mandatory_count": whole.served_by[ItemRole.MANDATORY][goal.pk],
        "desirable_count": whole.served_by[ItemRole.DESIRABLE][goal.pk],
    }


add_section("goals", Section("procurements/_goal_bought.html", _bought))
add_link("goals", Link(_("Vad målen får"), "procurements:goal-shares", "pie-chart"))
