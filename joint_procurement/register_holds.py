"""Who has decided on a procurement stays a participant of the programme; where that is read."""

from django.urls import reverse
from django.utils.translation import gettext as _

from procurements.models import Procurement
from programmes.models import Participation
from programmes.registered_holds import Hold, Page, Use, add_hold, add_page
from programmes.roles import Permission

from .models import JoiningDecision
from .register_sections import LABEL


def _decided_on(place: Participation) -> list[Use]:
    """The procurements of the programme that the organisation has decided on, also by decisions
    that were annulled: the record names it; one query."""
    own = Procurement.objects.in_programme(place.programme_id)
    found = own.filter(joining_decisions__organisation=place.organisation_id).distinct()
    text, slug = _("beslut om medverkan i %(procurement)s"), place.programme.slug
    return [Use(text % {"procurement": one}, _page(slug, one)) for one in found]


def _page(slug: str, procurement: Procurement) -> str:
    return reverse("joint_procurement:joint-detail", args=[slug, procurement.slug])


add_hold(Participation, Hold(LABEL, Permission.VIEW_PROCUREMENT, _decided_on))
add_page(
    JoiningDecision,
    Page(
        label=LABEL,
        needs=Permission.VIEW_PROCUREMENT,
        url=lambda programme, row: f"{_page(programme.slug, row.procurement)}#decision-{row.pk}",
        name=lambda row: f"{row.procurement}: {row}",
    ),
)
