"""The chain's column of packages: where a module is to be bought, by what was chosen."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.roles import Permission
from requirements_catalog.registered_chain import ChainEntry, ChainLink, Found, Start, register

from .choices import AlternativeState
from .models import Placement


def _package(_user, start: Start) -> Found | None:
    """The package of the chosen alternative, and whether it is being procured yet; one query.

    None on pages that are not about a module to procure, and where it stands in no such package.
    """
    if start.bought is None:
        return None
    row = (
        Placement.objects.filter(module=start.bought, alternative__state=AlternativeState.CHOSEN)
        .select_related("alternative", "lot__package__procurement")
        .first()
    )
    if row is None:
        return None
    package = row.lot.package
    url = reverse("packages:alternative-detail", args=[start.programme.slug, row.alternative_id])
    words = [str(row.lot)]
    if package.procurement is None:
        words.append(_("ingen upphandling än"))
        if package.starts_on:
            words.append(_("avsedd start %(day)s") % {"day": package.starts_on.isoformat()})
    return Found([ChainEntry(package.title, url=url, note=", ".join(words))], 1, url)


register(ChainLink("packages", gettext_lazy("Paket"), 35, Permission.VIEW, "", _package))
