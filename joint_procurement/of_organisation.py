"""What an organisation has to do with the procurements of a programme, on its page there."""

from django.http import HttpRequest

from common.ordering import swedish
from programmes.access import permissions_in
from programmes.models import Participation, Programme
from programmes.roles import Permission

from .models import JoiningDecision, Mandate
from .querysets import JoiningDecisionQuerySet, MandateQuerySet
from .registers import mandate_tag


def decisions_in(programme: Programme) -> JoiningDecisionQuerySet:
    """All decisions on taking part, also the annulled, the newest first."""
    rows = JoiningDecision.objects.in_programme(programme).for_record()
    return rows.select_related("procurement").order_by("-decided_on", "-pk")


def taking_part(request: HttpRequest, place: Participation) -> dict | None:
    """Its decisions by procurement, the newest first, and its powers of attorney; None where the
    person may not read procurements, or there are none. Two queries."""
    programme = place.programme
    if Permission.VIEW_PROCUREMENT not in permissions_in(request.user, programme):
        return None
    by_procurement: dict = {}
    own = decisions_in(programme).filter(organisation=place.organisation_id)
    for one in own.order_by(swedish("procurement__title"), "procurement", "-decided_on", "-pk"):
        by_procurement.setdefault(one.procurement, []).append(one)
    mandates = [(one, mandate_tag(one)) for one in _mandates(place)]
    if not by_procurement and not mandates:
        return None
    return {
        "programme": programme,
        "by_procurement": list(by_procurement.items()),
        "mandates": mandates,
    }


def _mandates(place: Participation) -> MandateQuerySet:
    """Those that it has given, and those by which it buys for others."""
    rows = Mandate.objects.in_programme(place.programme).of(place.organisation_id)
    return rows.select_related("procurement", "principal", "agent")
