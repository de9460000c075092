"""Global search among procurements and lots."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.search_providers import Hit, Provider, register

from .models import Lot, Procurement


def _find(user, words: str, limit: int) -> list[Hit]:
    procurements = Procurement.objects.visible_to(user).select_related("programme")
    found = procurements.with_words(words, "title", "registry_number", "description")[:limit]
    hits = [
        Hit(_url(row), row.title, _("upphandling"), row.registry_number or row.description)
        for row in found
    ]
    lots = Lot.objects.visible_to(user).with_words(words, "title")
    hits += [
        Hit(_url(lot.procurement), str(lot), _("delkontrakt"), lot.procurement.title)
        for lot in lots.select_related("procurement__programme")[:limit]
    ]
    return hits[:limit]


def _url(procurement: Procurement) -> str:
    return reverse(
        "procurements:procurement-detail", args=[procurement.programme.slug, procurement.slug]
    )


register(Provider(gettext_lazy("Upphandlingar"), 50, _find))
