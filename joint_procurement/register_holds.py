"""Who has decided on a procurement stays a participant of the programme."""

from django.utils.translation import gettext as _

from procurements.models import Procurement
from programmes.models import Participation
from programmes.registered_holds import add_hold


def _decided_on(place: Participation) -> list[str]:
    """The procurements of the programme that the organisation has decided on, also by decisions
    that were annulled: the record names it; one query."""
    own = Procurement.objects.in_programme(place.programme_id)
    found = own.filter(joining_decisions__organisation=place.organisation_id).distinct()
    return [_("beslut om medverkan i %(procurement)s") % {"procurement": one} for one in found]


add_hold(Participation, _decided_on)
