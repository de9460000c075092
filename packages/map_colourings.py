"""The map of the architecture, coloured by the packages of the chosen alternative."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.models import Programme
from programmes.roles import Permission
from requirements_catalog.models import Module
from target_architecture.colourings import Colouring, Shades, Told, register, shades_for
from target_architecture.drawing.picture import Shade

from .choices import AlternativeState
from .models import PackagingAlternative, Placement


def _by_package(programme: Programme, _modules: Sequence[Module]) -> dict[int, Shade]:
    """Each module by its package, as chosen; one query. More packages than shades share one."""
    rows = list(
        Placement.objects.in_programme(programme)
        .filter(alternative__state=AlternativeState.CHOSEN)
        .select_related("lot__package")
        .order_by("lot__package__position", "lot__package")
    )
    titles = {row.lot.package_id: row.lot.package.title for row in rows}
    shades = dict(zip(titles, shades_for([*titles.values()], _("andra paket")), strict=True))
    return {row.module_id: shades[row.lot.package_id] for row in rows}


def _told(programme: Programme, shades: Shades) -> Told:
    """Which alternative the packages are of, and by which decision; one query."""
    rows = PackagingAlternative.objects.in_programme(programme).select_related("decision__body")
    chosen = rows.filter(state=AlternativeState.CHOSEN).first()
    if chosen is None:
        text = _("Inget sätt att paketera är valt än, så modulerna har ingen färg.")
        url = reverse("packages:alternative-list", args=[programme.slug])
        return Told(text, url, _("Jämför alternativen och välj ett"))
    words = _("Paketen i %(title)s, valt av %(body)s %(day)s.")
    if not shades:
        words = _("%(title)s är valt av %(body)s %(day)s, men ingen modul står i något paket.")
    text = words % {
        "title": chosen,
        "body": chosen.decision.body,
        "day": chosen.decision.decided_on.isoformat(),
    }
    url = reverse("packages:alternative-detail", args=[programme.slug, chosen.pk])
    return Told(text, url, _("Visa paketen"))


register(
    Colouring(
        "package",
        gettext_lazy("Paket i det valda alternativet"),
        Permission.VIEW,
        _by_package,
        gettext_lazy("inte i något paket"),
        _told,
    )
)
