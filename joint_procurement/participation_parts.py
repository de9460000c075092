"""The procurements of a programme below those who take part in it."""

from django.http import HttpRequest

from programmes.access import permissions_in
from programmes.models import Programme
from programmes.roles import Permission
from steering.registered_participation import ParticipationPart, register

from .summary import standings_in


def _standings(request: HttpRequest, programme: Programme) -> dict | None:
    if Permission.VIEW_PROCUREMENT not in permissions_in(request.user, programme):
        return None
    standings = standings_in(programme)
    return {"programme": programme, "standings": standings} if standings else None


register(ParticipationPart("joint_procurement/_steering.html", _standings))
